import { spawn } from "node:child_process";
import { once } from "node:events";
import { StackSlimError } from "../model/errors.js";

/**
 * Shows a file in the reader's browser: that of BROWSER, else the system's. Does not wait for it to be closed.
 * @throws StackSlimError (exit 3) `open.no-browser` when none can be started.
 */
export async function openFile(path: string, environment: NodeJS.ProcessEnv, platform: NodeJS.Platform): Promise<void> {
  const [program, ...args] = openerOf(environment, platform);
  try {
    const opener = spawn(program, [...args, path], { detached: true, stdio: "ignore", env: environment });
    await once(opener, "spawn");
    opener.unref();
  } catch (cause) {
    throw new StackSlimError(`${path} can't be opened: ${program} does not start.`, {
      code: "open.no-browser",
      exitCode: 3,
      hint: "Open the file by hand, or name a browser in the environment variable BROWSER.",
      cause,
    });
  }
}

/** Source of BROWSER: environ(7): a list of commands, separated by colons; the first is taken. */
function openerOf({ BROWSER = "" }: NodeJS.ProcessEnv, platform: NodeJS.Platform): readonly [string, ...string[]] {
  const [browser] = platform === "win32" ? [BROWSER] : BROWSER.split(":");
  if (browser !== undefined && browser !== "") return [browser];
  if (platform === "darwin") return ["open"];
  return platform === "win32" ? ["explorer.exe"] : ["xdg-open"];
}
