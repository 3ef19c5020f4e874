import { addressEnvironment } from "./check-context.js";
import type { Driver } from "./driver.js";
import { passed, tryAgain } from "./driver.js";
import { runShellCommand } from "./shell-command.js";

const timeoutMs = 60_000;

/**
 * Passes when the shell line, run on the user's machine in the config's folder, exits 0 within 60 s. It is told the addresses that command checks
 * are told; BASE_URL is the service's own first port.
 */
export const commandDriver = {
  kind: "command",
  run: async (probe, context) => {
    const { cwd, endpoints, service, signal } = context;
    const env = addressEnvironment(
      endpoints,
      endpoints.all().find((endpoint) => endpoint.service === service),
    );
    const result = await runShellCommand(probe.command, { cwd, env, signal, timeoutMs });
    return result.ok ? passed("exit 0") : tryAgain(result.error);
  },
} satisfies Driver<"command">;
