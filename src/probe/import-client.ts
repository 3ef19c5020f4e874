import { StackSlimError } from "../model/errors.js";
import { codeOf } from "./explain.js";

/**
 * An optional client library, loaded when the first probe needs it. Throws StackSlimError `probe.client-missing` (exit 3) when it isn't
 * installed: package managers may leave optional dependencies out.
 */
export const importClient = async <T>(name: string, load: () => Promise<T>): Promise<T> => {
  try {
    return await load();
  } catch (cause) {
    if (codeOf(cause) !== "ERR_MODULE_NOT_FOUND") throw cause;
    throw new StackSlimError(`the client library ${name} is not installed`, {
      code: "probe.client-missing",
      exitCode: 3,
      hint: `npm install ${name}`,
      cause,
    });
  }
};
