import { posix } from "node:path";
import { StackSlimError } from "../model/errors.js";

/** A path of an image as keep-sets and trees write it: one slash between parts, none at the end. @throws StackSlimError exit 2 when it is relative. */
export function imagePath(path: string): string {
  if (!path.startsWith("/"))
    throw new StackSlimError(`${path} is no absolute path of an image.`, {
      code: "usage.image-path",
      exitCode: 2,
      hint: "Write it as the container sees it, from the root: /usr/bin/env.",
    });
  return posix.normalize(`/${path}`).replace(/(?<=.)\/$/, "");
}
