import { describe, expect, it } from "vitest";
import { StackSlimError } from "../../../src/model/errors.js";
import { diskError } from "../../../src/workspace/disk-error.js";

describe("diskError", () => {
  it.each([
    ["ENOSPC", "workspace.full"],
    ["EDQUOT", "workspace.full"],
    ["EACCES", "workspace.denied"],
    ["EPERM", "workspace.denied"],
    ["EROFS", "workspace.read-only"],
    ["EIO", "workspace.io"],
  ])("%s is %s, exit 3, with the path, a hint and the cause", (errno, code) => {
    const cause = Object.assign(new Error(`${errno}: nope`), { code: errno });
    const error = diskError("write", "/p/plan.json", cause);
    expect(error).toMatchObject({ code, exitCode: 3, cause });
    expect(error.message).toMatch(/^Cannot write \/p\/plan\.json: .+\.$/);
    expect(error.hint).toBeTruthy();
  });

  it("leaves an error that already says everything as it is", () => {
    const error = new StackSlimError("no", { code: "workspace.locked", exitCode: 3 });
    expect(diskError("lock", "/p", error)).toBe(error);
  });
});
