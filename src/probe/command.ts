import type { Driver } from "./driver.js";
import { passed, tryAgain } from "./driver.js";
import { runShellCommand } from "./shell-command.js";

const timeoutMs = 60_000;

/** Passes when the shell line, run on the user's machine in the config's folder, exits 0 within 60 s. */
export const commandDriver = {
  kind: "command",
  run: async (probe, context) => {
    const result = await runShellCommand(probe.command, { cwd: context.cwd, env: context.env, signal: context.signal, timeoutMs });
    return result.ok ? passed("exit 0") : tryAgain(result.error);
  },
} satisfies Driver<"command">;
