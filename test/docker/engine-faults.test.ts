import { cpSync, mkdtempSync, realpathSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { openFaultProxy, type Fault, type FaultProxy } from "../../bench/faults/fault-proxy.mjs";
import { runCli, startCli, type Ended } from "./support/cli.js";
import { docker, leftovers, removeImages } from "./support/engine.js";

/**
 * The machine's engine behind a socket that spoils calls. Whatever happens to it, a run ends with one error that says how to go on, and nothing is left
 * once the engine is back. Every kind of fault in every stage: bench/engine-faults.mjs.
 */
let folder: string;
let proxy: FaultProxy;
const socket = (process.env["DOCKER_HOST"] ?? "unix:///var/run/docker.sock").replace(/^unix:\/\//, "");

beforeAll(async () => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), "stack-slim-spoiled-")));
  cpSync(resolve(import.meta.dirname, "fixtures/faults"), folder, { recursive: true });
  docker("compose", "--file", join(folder, "compose.yml"), "build", "--quiet");
  proxy = openFaultProxy({ socket: join(folder, "engine.sock"), engine: socket });
  await proxy.listen();
});

afterAll(async () => {
  proxy.spoil();
  await runCli(["clean"], folder);
  await proxy.hangUp();
  removeImages(["faults/web:local-slim"]);
  rmSync(folder, { recursive: true });
});

const environment = (): Record<string, string> => ({ DOCKER_HOST: proxy.host, STACK_SLIM_ENGINE_TIMEOUT: "3" });

/** Every run whose name was asked of the engine. */
const left = (): readonly string[] => {
  const runs = new Set(proxy.seen.flatMap((call) => /stack-slim-([0-9a-f]{8})/.exec(call)?.[1] ?? []));
  return [...runs].flatMap((run) => leftovers(run));
};

async function spoiledAt(line: RegExp, spoil: () => unknown): Promise<Ended> {
  await using run = startCli(["apply", "--ready-timeout", "10"], folder, environment());
  await run.line(line);
  await spoil();
  return await run.ended;
}

function expectOneError({ code, stderr }: Ended, says: RegExp): void {
  expect(code, stderr).toBe(3);
  expect(stderr).not.toContain("defect");
  expect(stderr.split("\n").filter((line) => line.startsWith("stack-slim: "))).toEqual([expect.stringMatching(says)]);
  expect(stderr).toMatch(/^ {2}.*run the same command again/m);
}

const probing = / profile +web +waiting/;
const anything: Fault = { call: /./, kind: "hang" };

test("an engine that falls silent while the stack is profiled", async () => {
  expectOneError(await spoiledAt(probing, () => proxy.spoil(anything)), /no answer within 3 s|no end within/);
  proxy.spoil();
  expect(left()).not.toEqual([]);
  const clean = await runCli(["clean"], folder, environment());
  expect(clean).toMatchObject({ code: 0, stderr: "" });
  expect(left()).toEqual([]);
});

test("an archive that breaks off", async () => {
  const saves: Fault = { call: /GET .*\/images\/get/, kind: "half" };
  expectOneError(await spoiledAt(probing, () => proxy.spoil(saves)), /./);
  expect(left()).toEqual([]);
});

test("an engine that goes away in a trial; the next run removes what was left and goes on with that trial", async () => {
  proxy.spoil();
  const checking = / trials +check: answers +working/;
  expectOneError(await spoiledAt(checking, () => proxy.hangUp()), /./);
  expect(left()).not.toEqual([]);
  await proxy.listen();
  // Whatever is between a run and its engine may cut a stream that says nothing for long: that is no failure.
  const [cut] = proxy.spoil({ call: /GET .*\/events/, kind: "cut", ms: 500, left: 1 });
  const next = await runCli(["apply"], folder, environment());
  expect(next.code, next.stderr).toBe(0);
  expect(next.stderr).toMatch(/removed the project stack-slim-[0-9a-f]{8}-2, left by a run/);
  expect(next.stderr).not.toMatch(/ profile +web +waiting/);
  expect(cut?.met).toBe(1);
  expect(left()).toEqual([]);
});
