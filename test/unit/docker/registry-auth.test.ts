import { chmodSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { registryAuth } from "../../../src/docker/registry-auth.js";

const encoded = (text: string): string => Buffer.from(text).toString("base64");
let folder: string;
beforeEach(() => void (folder = mkdtempSync(join(tmpdir(), "stack-slim-auth-"))));
afterEach(() => {
  vi.unstubAllEnvs();
  rmSync(folder, { recursive: true, force: true });
});
const authFor = (registry: string, config?: unknown) => {
  if (config !== undefined) writeFileSync(join(folder, "config.json"), typeof config === "string" ? config : JSON.stringify(config));
  return registryAuth(registry, { DOCKER_CONFIG: folder });
};

describe("what docker login stored in its configuration", () => {
  test.each<[string, string, unknown, object]>([
    ["nothing", "r:5", {}, {}],
    ["another registry", "r:5", { auths: { "r:6": { auth: encoded("a:b") } } }, {}],
    ["a host", "r:5", { auths: { "r:5": { auth: encoded("ada:a:b") } } }, { username: "ada", password: "a:b" }],
    ["an address", "r:5", { auths: { "https://r:5/v1/": { auth: encoded("ada:x") } } }, { username: "ada", password: "x" }],
    ["fields of their own", "r:5", { auths: { "r:5": { username: "ada", password: "x" } } }, { username: "ada", password: "x" }],
    ["a token", "r:5", { auths: { "r:5": { auth: encoded("ada:"), identitytoken: "t" } } }, { identitytoken: "t" }],
  ])("%s", async (_, registry, config, expected) => {
    expect(await authFor(registry, config)).toEqual({ serveraddress: registry, ...expected });
  });
  test("Docker Hub has a name of its own", async () => {
    const hub = "https://index.docker.io/v1/";
    expect(await authFor("docker.io", { auths: { [hub]: { auth: encoded("ada:x") } } })).toEqual({
      serveraddress: hub,
      username: "ada",
      password: "x",
    });
  });
  test("no configuration is no credentials", async () => expect(await authFor("r:5")).toEqual({ serveraddress: "r:5" }));
  test("one that isn't JSON is said", async () => {
    await expect(authFor("r:5", `{"auths": "${encoded("ada:x")}`)).rejects.toMatchObject({ code: "push.credentials", exitCode: 3 });
  });
});

describe("a credential helper", () => {
  const helper = (script: string): void => {
    writeFileSync(join(folder, "docker-credential-test"), `#!/bin/sh\nread -r registry\n${script}\n`);
    chmodSync(join(folder, "docker-credential-test"), 0o755);
    vi.stubEnv("PATH", `${folder}${delimiter}${process.env["PATH"] ?? ""}`);
  };
  const store = { credsStore: "test" };

  test("is asked for the registry", async () => {
    helper(`echo "{\\"Username\\":\\"ada\\",\\"Secret\\":\\"for $registry\\"}"`);
    expect(await authFor("r:5", store)).toEqual({ serveraddress: "r:5", username: "ada", password: "for r:5" });
    expect(await authFor("r:5", { credHelpers: { "r:5": "test" } })).toMatchObject({ username: "ada" });
  });
  test("may give a token", async () => {
    helper(`echo '{"Username":"<token>","Secret":"t"}'`);
    expect(await authFor("r:5", store)).toEqual({ serveraddress: "r:5", identitytoken: "t" });
  });
  test("that knows none leaves it to the configuration", async () => {
    helper("echo 'credentials not found in native keychain'; exit 1");
    expect(await authFor("r:5", { ...store, auths: { "r:5": { auth: encoded("ada:x") } } })).toMatchObject({ username: "ada" });
  });
  test.each([
    ["that fails", "echo hush; echo hush >&2; exit 2", /failed for r:5/],
    ["that answers something else", "echo hush", /answered no JSON/],
  ])("%s is said, without its words", async (_, script, says) => {
    helper(script);
    const error = await authFor("r:5", store).catch((reason: unknown) => reason as Error);
    expect(error).toMatchObject({ code: "push.credentials", exitCode: 3 });
    expect((error as Error).message).toMatch(says);
    expect((error as Error).message).not.toContain("hush");
  });
  test("that isn't there is said", async () => {
    await expect(authFor("r:5", { credsStore: "absent" })).rejects.toThrow(/docker-credential-absent, which isn't there/);
  });
});
