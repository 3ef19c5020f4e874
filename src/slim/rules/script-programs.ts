import { namedPrograms } from "../commands.js";
import { completing, type Rule, type RuleContext } from "../rule.js";

const longestScript = 512 * 1024;
const starters: ReadonlySet<string> = new Set(["command", "script-programs", "unowned", "keep"]);

/** Programs and files that a shell script names, if the script was used or is itself named by a command: its other branches run them. */
export const scriptPrograms: Rule = {
  name: "script-programs",
  policies: completing,
  start: (context) => ({
    *follow({ path, type, size }, { rule }) {
      if (type !== "file" || size > longestScript || !(context.used.has(path) || starters.has(rule)) || !isShellScript(context, path))
        return;
      const text = context.index.read(path)?.toString("latin1") ?? "";
      for (const found of namedPrograms(context, text)) yield { path: found, why: `named in the script ${path}` };
    },
  }),
};

const isShellScript = ({ index }: RuleContext, path: string): boolean =>
  /^#![^\n]*\b(sh|bash|dash|ash|ksh|zsh)\b/.test(index.read(path, { length: 128 })?.toString("latin1") ?? "");
