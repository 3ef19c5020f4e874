import { unlessAborted } from "./bounded-signal.js";
import type { Driver } from "./driver.js";
import { passed, tryAgain } from "./driver.js";
import { messageOf } from "./explain.js";

const timeoutMs = 30_000;
const tailLength = 4 * 1024;

/** Passes when the command, run in the service's container, exits 0 within 30 s. */
export const execDriver = {
  kind: "exec",
  run: async (probe, context) => {
    try {
      const running = context.exec(probe.command, timeoutMs);
      const { exitCode, output } = await unlessAborted(running, context.signal, () => new Error("no answer from the container in time"));
      if (exitCode === 0) return passed("exit 0");
      const tail = output.trimEnd().slice(-tailLength);
      return tryAgain(tail === "" ? `exit ${exitCode}, no output` : `exit ${exitCode}; output ends:\n${tail}`);
    } catch (error) {
      // The engine refuses to exec in a container that is between two starts.
      return tryAgain(messageOf(error));
    }
  },
} satisfies Driver<"exec">;
