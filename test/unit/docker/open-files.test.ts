import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { openFiles } from "../../../src/docker/open-files.js";

const [web, db] = ["a".repeat(64), "b".repeat(64)];
const proc = mkdtempSync(join(tmpdir(), "stack-slim-proc-"));
afterAll(() => {
  rmSync(proc, { recursive: true, force: true });
});

/** A process with its control groups and so many descriptors. */
const place = (pid: number, cgroup: string, descriptors: number): void => {
  mkdirSync(join(proc, String(pid), "fd"), { recursive: true });
  writeFileSync(join(proc, String(pid), "cgroup"), cgroup);
  for (let fd = 0; fd < descriptors; fd++) writeFileSync(join(proc, String(pid), "fd", String(fd)), "");
};

test("are those of all processes of a container, on control groups of either version, and of no other", async () => {
  place(10, `12:pids:/docker/${web}\n1:name=systemd:/docker/${web}\n`, 3);
  place(11, `12:pids:/docker/${web}\n`, 2);
  place(12, `0::/system.slice/docker-${db}.scope\n`, 5);
  place(13, "0::/user.slice\n", 7);
  mkdirSync(join(proc, "sys"));
  expect(await openFiles([web, db], proc)).toEqual({
    counts: new Map([
      [web, 5],
      [db, 5],
    ]),
  });
});

test("are not known where no process carries the container's id: the engine's machine is another one", async () => {
  expect(await openFiles(["c".repeat(64)], proc)).toMatchObject({
    problem: expect.stringContaining("not in this machine's /proc") as string,
  });
  expect(await openFiles([web], join(proc, "none"))).toMatchObject({ problem: expect.any(String) as string });
});
