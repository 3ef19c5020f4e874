import { posix } from "node:path";
import { programPaths } from "../commands.js";
import { broughtAlong, everyPolicy, type Rule, type RuleContext } from "../rule.js";

const shells = /\/(sh|bash|dash|ash)$/;

/** The `#!` interpreter of a kept file that may be run, and through `env` the program it looks up. Source: execve(2). */
export const scriptInterpreter: Rule = {
  name: "interpreter",
  policies: everyPolicy,
  start: (context) => ({
    *follow({ path, type, data }, { rule }) {
      if (type !== "file" || ((data?.entry.mode ?? 0) & 0o111) === 0) return;
      const head = context.index.read(path, { length: 256 })?.toString("latin1") ?? "";
      const [program, ...words] =
        /^#![ \t]*([^\n]*)/
          .exec(head)?.[1]
          ?.trim()
          .split(/[ \t]+/) ?? [];
      if (program === undefined || program === "") return;
      // A tool that merely came with its package does not bring Perl or Python into an image that never ran them.
      if (broughtAlong.has(rule) && !shells.test(program) && !wants(context, path, program)) return;
      yield { path: program, why: `interpreter of ${path}` };
      const asked = /\/env$/.test(program) ? words.find((word) => !word.startsWith("-") && !word.includes("=")) : undefined;
      for (const found of asked === undefined ? [] : programPaths(context, asked)) yield { path: found, why: `interpreter of ${path}` };
    },
  }),
};

/** A program of the service's own (a CGI, a helper; no tool of PATH) whose package asks for the interpreter: more than something that came along. */
function wants({ packages }: RuleContext, script: string, program: string): boolean {
  const language = /^(perl|python3|ruby)/.exec(posix.basename(program))?.[1];
  return language !== undefined && /^\/usr\/lib\/|\.cgi$/.test(script) && packages.ownerOf(script)?.wants.includes(language) === true;
}
