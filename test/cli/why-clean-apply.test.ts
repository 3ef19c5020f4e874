import { access, chmod } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { folderWith, stackSlim } from "./built-cli.js";

const compose = "name: shop\nservices:\n  web: { image: nginx }\n";
const kept = {
  "/usr/sbin/nginx": { rule: "observed", why: "run" },
  "/usr/lib/libssl.so.3": { rule: "elf-needed", why: "needed by /usr/sbin/nginx", from: "/usr/sbin/nginx" },
  "/usr/lib/libcrypto.so.3": { rule: "elf-needed", why: "needed by /usr/lib/libssl.so.3", from: "/usr/lib/libssl.so.3" },
  "/lib": { rule: "observed", why: "followed" },
  "/etc/ü\u001b[31m": { rule: "observed", why: "read" },
};
const keepSet = JSON.stringify({ service: "web", imageId: "sha256:1", policy: "strict", kept });
const applied = (text = keepSet): Promise<string> => folderWith({ "compose.yml": compose, ".stack-slim/services/web/keep.json": text });

describe("why", () => {
  it.each<[string, string, string]>([
    [
      "what pulled it in, back to what was observed",
      "/usr/lib/libcrypto.so.3",
      "/usr/lib/libcrypto.so.3: kept by the rule elf-needed: needed by /usr/lib/libssl.so.3\n" +
        "  /usr/lib/libssl.so.3: kept by the rule elf-needed: needed by /usr/sbin/nginx\n" +
        "    /usr/sbin/nginx: kept by the rule observed: run\n",
    ],
    ["a path written carelessly", "//usr/./sbin/nginx", "/usr/sbin/nginx: kept by the rule observed: run\n"],
    ["a directory", "/usr/lib/", "/usr/lib is a directory: every directory stays, with 2 files below it\n"],
    ["a directory of one file", "/usr/sbin", "/usr/sbin is a directory: every directory stays, with 1 file below it\n"],
    ["the root", "/", "/ is a directory: every directory stays, with 5 files below it\n"],
    ["what doesn't stay", "/usr/bin/perl", "/usr/bin/perl: not in the slim image (policy strict); the original may not have it either\n"],
    [
      "a path behind a link",
      "/lib/libssl.so.3",
      "/lib/libssl.so.3: /lib is no directory but a link or a file of the image; ask for the path it leads to\n",
    ],
    ["a name with control characters", "/etc/ü\u001b[31m", "/etc/ü: kept by the rule observed: read\n"],
  ])("says %s", async (_, path, expected) => {
    expect(await stackSlim(["why", "web", path], { cwd: await applied() })).toEqual({ exitCode: 0, stdout: expected, stderr: "" });
  });

  it.each<[string, readonly string[], string, RegExp, RegExp]>([
    ["a service that is not slim", ["db", "/x"], keepSet, /No slim image of db is known in \/.*\/\.stack-slim/, /apply/],
    ["a service that is a path", ["../../web", "/x"], keepSet, /No slim image of \.\.\/\.\.\/web/, /apply/],
    ["a service that is a way round", ["x/../web", "/x"], keepSet, /No slim image of x\/\.\.\/web/, /apply/],
    ["a relative path", ["web", "usr/bin/env"], keepSet, /usr\/bin\/env is no absolute path/, /from the root/],
    ["a damaged keep-set", ["web", "/x"], keepSet.slice(0, 40), /keep\.json is damaged/, /apply/],
    ["a keep-set of something else", ["web", "/x"], "{}", /keep\.json is damaged/, /apply/],
    ["a keep-set of nothing", ["web", "/x"], "null", /keep\.json is damaged/, /apply/],
  ])("refuses %s", async (_, args, text, says, hint) => {
    const { exitCode, stdout, stderr } = await stackSlim(["why", ...args], { cwd: await applied(text) });
    const [message, mend] = stderr.split("\n");
    expect([exitCode, stdout]).toEqual([2, ""]);
    expect(message).toMatch(says);
    expect(mend).toMatch(hint);
  });

  it("says before any apply that there is nothing to tell", async () => {
    const folder = await folderWith({ "compose.yml": compose });
    const { exitCode, stderr } = await stackSlim(["why", "web", "/x"], { cwd: folder });
    expect(exitCode).toBe(2);
    expect(stderr).toBe(
      `stack-slim: No slim image of web is known in ${folder}/.stack-slim.\n  Check the service's name; run \`stack-slim apply\` first.\n`,
    );
  });
});

describe("what needs an engine", () => {
  it.each(["apply", "clean"])("%s says so, with exit code 3, and leaves no trace", async (command) => {
    const folder = await folderWith({ "compose.yml": compose });
    expect(await stackSlim([command], { cwd: folder })).toEqual({
      exitCode: 3,
      stdout: "",
      stderr:
        "stack-slim: no Docker engine answers at unix:///nonexistent/stack-slim-test.sock: there is no such socket\n" +
        "  Start the engine, or point DOCKER_HOST or `docker context use` at one.\n",
    });
    await expect(access(join(folder, ".stack-slim"))).rejects.toThrow("ENOENT");
  });

  it.each([
    ["nonsense", /nonsense can't be used as a Docker host/, /DOCKER_HOST is written as/],
    ["tcp://127.0.0.1:1", /no Docker engine answers at tcp:\/\/127\.0\.0\.1:1/, /Start the engine/],
  ])("at %s neither", async (DOCKER_HOST, says, hint) => {
    const { exitCode, stderr } = await stackSlim(["apply"], { cwd: await folderWith({ "compose.yml": compose }), env: { DOCKER_HOST } });
    expect(exitCode).toBe(3);
    expect(stderr.split("\n")[0]).toMatch(says);
    expect(stderr.split("\n")[1]).toMatch(hint);
  });

  it("plan says when even the docker command is missing", async () => {
    const folder = await folderWith({ "compose.yml": compose });
    const { exitCode, stdout, stderr } = await stackSlim(["plan"], { cwd: folder, env: { PATH: "/nonexistent" } });
    expect([exitCode, stdout]).toEqual([3, ""]);
    expect(stderr).toBe("stack-slim: The docker command isn't there.\n  Install Docker Compose v2 as the CLI plugin docker-compose.\n");
  });
});

it.each([
  ["as Docker 20 says it", "unknown flag: --file"],
  ["as newer ones do", "docker: unknown command: docker compose"],
])("a docker without its compose plugin is told from a fault of the file, %s", async (_, says) => {
  const folder = await folderWith({ "compose.yml": compose, docker: `#!/bin/sh\necho "${says}" >&2\nexit 125\n` });
  await chmod(join(folder, "docker"), 0o755);
  const { exitCode, stdout, stderr } = await stackSlim(["plan"], { cwd: folder, env: { PATH: folder } });
  expect([exitCode, stdout]).toEqual([3, ""]);
  expect(stderr).toBe("stack-slim: This docker has no `compose` command.\n  Install Docker Compose v2 as the CLI plugin docker-compose.\n");
});

describe("clean --dry-run", () => {
  const note = (op: string, kind: string, name: string): string => JSON.stringify({ op, at: "2026-01-01", resource: { kind, name } });

  it("lists what killed runs left, without an engine, and keeps it", async () => {
    const journal = [
      note("note", "project", "stack-slim-1-1"),
      note("note", "volume", "stack-slim-1-record"),
      note("forget", "volume", "stack-slim-1-record"),
      note("note", "container", "stack-slim-1-observer"),
      note("note", "volume", "shop_data"),
    ];
    const folder = await folderWith({ "compose.yml": compose, ".stack-slim/journal.jsonl": `${journal.join("\n")}\n` });
    const first = await stackSlim(["clean", "--dry-run"], { cwd: folder });
    expect(first).toEqual({
      exitCode: 0,
      stdout: "would remove container stack-slim-1-observer\nwould remove project stack-slim-1-1\n",
      stderr: "",
    });
    expect(await stackSlim(["clean", "--dry-run"], { cwd: folder })).toEqual(first);
  });

  it("says when nothing is left", async () => {
    const folder = await folderWith({ "compose.yml": compose });
    expect((await stackSlim(["clean", "--dry-run"], { cwd: folder })).stdout).toBe("Nothing is left of earlier runs.\n");
  });
});
