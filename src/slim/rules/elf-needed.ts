import { everyPolicy, type Rule } from "../rule.js";

/** The shared objects an ELF file needs to start, and its loader. Each is followed in turn, which closes over the whole tree. */
export const elfNeeded: Rule = {
  name: "elf-needed",
  policies: everyPolicy,
  start: ({ elf, libraries }) => ({
    *follow({ path, type }) {
      const facts = type === "file" ? elf(path) : undefined;
      if (facts === undefined) return;
      if (facts.interpreter !== undefined) yield { path: facts.interpreter, why: `loader of ${path}` };
      for (const name of facts.needed) {
        for (const found of libraries.find(name, path, facts)) yield { path: found, why: `${name} is linked by ${path}` };
      }
    },
  }),
};
