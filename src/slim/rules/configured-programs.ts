import { namedPrograms, programPaths } from "../commands.js";
import { everyPolicy, type Rule, type RuleContext } from "../rule.js";

/** Programs of entrypoint, command and healthcheck, and every program or file their arguments name. */
export const configuredPrograms: Rule = {
  name: "command",
  policies: everyPolicy,
  start: (context) => ({
    *seed() {
      for (const [what, words] of commandsOf(context)) {
        for (const word of words) {
          const paths = [...programPaths(context, word), ...namedPrograms(context, word)];
          for (const path of new Set(paths)) yield { path, why: `named by the ${what}` };
        }
      }
    },
  }),
};

function commandsOf({ image, service }: RuleContext): readonly (readonly [string, readonly string[]])[] {
  const healthcheck = service.healthcheck ?? image.healthcheck ?? [];
  const [form, ...test] = healthcheck;
  const checks = form === "CMD-SHELL" ? ["/bin/sh", ...test] : form === "CMD" ? test : [];
  return [
    ["image's entrypoint", image.entrypoint],
    ["image's command", image.command],
    ["service's entrypoint", service.entrypoint ?? []],
    ["service's command", service.command ?? []],
    ["healthcheck", checks],
  ];
}
