import { readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { Ajv } from "ajv";
import { describe, expect, it } from "vitest";
import type { Diagnosis } from "../../src/model/doctor.js";
import { folderWith, stackSlim } from "./built-cli.js";

const compose = "name: shop\nservices:\n  web: { image: nginx }\n";
const schema = JSON.parse(readFileSync(resolve(import.meta.dirname, "../../schema/doctor.schema.json"), "utf8")) as object;
const validate = new Ajv({ strict: true, strictRequired: false }).compile(schema);

const found = (stdout: string): Diagnosis => JSON.parse(stdout) as Diagnosis;
const levelOf = (diagnosis: Diagnosis, id: string): string | undefined => diagnosis.findings.find((finding) => finding.id === id)?.level;

describe("without an engine doctor", () => {
  it("says so with how to mend it, looks at the rest, and ends with 3", async () => {
    const cwd = await folderWith({ "compose.yml": compose });
    const [text, json] = await Promise.all([stackSlim(["doctor"], { cwd }), stackSlim(["doctor", "--json"], { cwd: await folderWith() })]);
    expect([text.exitCode, json.exitCode, text.stderr, json.stderr]).toEqual([3, 3, "", ""]);
    expect(text.stdout).toMatch(/^✗ engine +no Docker engine answers at\s+unix:\/\/\/nonexistent\S+: there is no/m);
    expect(text.stdout).toMatch(/^ +Start the engine, or point DOCKER_HOST/m);
    expect(text.stdout).toMatch(/^✓ Node\.js +\d+\.\d+/m);
    expect(text.stdout).toMatch(/^✓ workspace +.*can be written/m);
    expect(text.stdout).toMatch(/^apply can't work here: /m);
    const diagnosis = found(json.stdout);
    expect(validate(diagnosis), JSON.stringify(validate.errors)).toBe(true);
    expect([diagnosis.level, levelOf(diagnosis, "engine"), levelOf(diagnosis, "node")]).toEqual(["failure", "failure", "ok"]);
  });

  it.each<[string, Readonly<Record<string, string>>, RegExp]>([
    ["a host that is none", { DOCKER_HOST: "nonsense" }, /can't be used as a Docker host/],
    ["a port nobody listens on", { DOCKER_HOST: "tcp://127.0.0.1:1" }, /at tcp:\/\/127\.0\.0\.1:1: nothing listens there/],
    ["a context that isn't there", { DOCKER_HOST: "", DOCKER_CONTEXT: "no-such-context" }, /context can't be used: .*no-such-context/],
  ])("tells %s from others", async (_, env, says) => {
    const { exitCode, stdout } = await stackSlim(["doctor", "--json"], { cwd: await folderWith(), env });
    expect(exitCode).toBe(3);
    expect(found(stdout).findings.find(({ id }) => id === "engine")?.found).toMatch(says);
  });

  it("says that there is no docker command, and no compose", async () => {
    const { exitCode, stdout } = await stackSlim(["doctor", "--json"], { cwd: await folderWith(), env: { PATH: "/nonexistent" } });
    expect(exitCode).toBe(3);
    expect([levelOf(found(stdout), "docker-cli"), levelOf(found(stdout), "compose")]).toEqual(["failure", "failure"]);
  });

  it("gives apply its words", async () => {
    const cwd = await folderWith({ "compose.yml": compose });
    const [told, applied] = await Promise.all([
      stackSlim(["doctor", "--json"], { cwd: await folderWith() }),
      stackSlim(["apply"], { cwd }),
    ]);
    expect(applied.exitCode).toBe(3);
    expect(applied.stderr).toContain(found(told.stdout).findings.find(({ id }) => id === "engine")?.found);
  });
});

it("doctor refuses a compose file that isn't there", async () => {
  const { exitCode, stderr } = await stackSlim(["doctor", "no.yml"], { cwd: await folderWith() });
  expect(exitCode).toBe(2);
  expect(stderr).toMatch(/There is no compose file/);
});

it("doctor says who has the workspace", async () => {
  const cwd = await folderWith({
    "compose.yml": compose,
    ".stack-slim/lock": JSON.stringify({ pid: 4_000_000, host: "another-host", started: "", token: "x", since: "yesterday" }),
  });
  const { stdout } = await stackSlim(["doctor", "--json"], { cwd });
  expect(found(stdout).findings.find(({ id }) => id === "workspace")).toMatchObject({
    level: "failure",
    found: expect.stringContaining(`process 4000000 on another-host, since yesterday (${join(cwd, ".stack-slim/lock")})`) as string,
  });
});
