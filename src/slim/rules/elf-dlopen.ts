import type { RuleContext } from "../rule.js";
import { broughtAlong, completing, type Rule } from "../rule.js";

/** A closure this large behind one name is a subsystem of its own (a JIT compiler's LLVM); it is kept only when it was seen in use. */
export const heaviestClosureBytes = 32 * 1024 * 1024;

/** What only a host's own programs come to: policies of SELinux, encrypted disks, printers. */
const hostsOnly = /^lib(sepol|cryptsetup|cups)\.so/;

/** Shared objects in the loader's directories whose names stand in a kept ELF file: that is how dlopen is asked for them. */
export const elfDlopen: Rule = {
  name: "elf-dlopen",
  policies: completing,
  start: (context) => ({
    *follow({ path, type }, { rule }) {
      if (type !== "file" || (broughtAlong.has(rule) && !/\/jvm\//.test(path)) || context.elf(path) === undefined) return;
      for (const name of context.namesIn(path)) {
        if (hostsOnly.test(name)) continue;
        for (const found of context.libraries.byName(name)) {
          if (closureBytes(context, found) <= heaviestClosureBytes) yield { path: found, why: `${path} holds its name, as dlopen needs` };
        }
      }
    },
  }),
};

/** Bytes of a shared object and all it links to, save what the service used anyway; counting stops above the limit. */
export function closureBytes({ index, elf, libraries, used }: RuleContext, path: string): number {
  const seen = new Set<string>();
  const waiting = [path];
  let bytes = 0;
  for (let next = waiting.pop(); next !== undefined && bytes <= heaviestClosureBytes; next = waiting.pop()) {
    const file = index.resolve(next).final;
    if (file?.type !== "file" || seen.has(file.path) || used.has(file.path)) continue;
    seen.add(file.path);
    bytes += file.size;
    const facts = elf(file.path);
    if (facts !== undefined) waiting.push(...facts.needed.flatMap((name) => libraries.find(name, file.path, facts)));
  }
  return bytes;
}
