import { execFileSync } from "node:child_process";
import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { Ajv } from "ajv";
import { afterAll, beforeAll, expect, test } from "vitest";
import { runCli, type Ended } from "./support/cli.js";
import { copyStack, type StackCopy } from "./support/stack-copy.js";

const original = "stack-slim-artifacts/app:local";
const slim = `${original}-slim`;
const rebuilt = "stack-slim-artifacts/app:rebuilt";
const docker = (...words: string[]): string =>
  execFileSync("docker", words, { encoding: "utf8", maxBuffer: 1 << 28, stdio: ["ignore", "pipe", "pipe"] }).trim();

let stack: StackCopy;
let applied: Ended;
const service = (...parts: string[]): string => stack.path(".stack-slim", "services", "app", ...parts);
const text = (...parts: string[]): string => readFileSync(service(...parts), "utf8");

beforeAll(async () => {
  stack = copyStack("artifacts");
  applied = await runCli(["apply", "--apply-seccomp", "--apparmor", "-q"], stack.folder);
});

afterAll(() => {
  docker("image", "rm", "--force", original, slim, rebuilt);
  stack[Symbol.dispose]();
});

test.each([
  ["trace.json", "trace"],
  ["keep.json", "keep"],
  ["tree.json", "tree"],
  ["seccomp.json", "seccomp"],
])("%s follows schema/%s.schema.json", (file, name) => {
  expect(applied.code, applied.stderr).toBe(0);
  const schema = JSON.parse(readFileSync(new URL(`../../schema/${name}.schema.json`, import.meta.url), "utf8")) as object;
  const validate = new Ajv({ strictRequired: false }).compile(schema);
  expect(validate(JSON.parse(text(file))), JSON.stringify(validate.errors)).toBe(true);
});

test("no artifact for people tells a secret of the stack, nor a Dockerfile one of the image", () => {
  const files = readdirSync(service(), { recursive: true, encoding: "utf8" }).filter((file) => statSync(service(file)).isFile());
  expect(files).toEqual(expect.arrayContaining(["Dockerfile.original", join("slim", "Dockerfile"), "trace.json", "apparmor.profile"]));
  for (const file of files) expect(text(file), file).not.toContain("only-the-stack-knows");
  for (const file of files.filter((name) => name.includes("Dockerfile"))) expect(text(file), file).not.toContain("baked-into-it");
});

/** Every entry of an image's file system: type, mode, owner, bytes, time, link and extended attributes. */
function entries(ref: string): readonly string[] {
  const container = docker("create", ref);
  const file = stack.path(`${ref.replace(/\W/g, "-")}.tar`);
  execFileSync("docker", ["export", "--output", file, container]);
  docker("rm", "--volumes", container);
  const listing = execFileSync("tar", ["--numeric-owner", "--full-time", "--xattrs", "--xattrs-include=*", "-tvvf", file], {
    encoding: "utf8",
    maxBuffer: 1 << 28,
  });
  // What the engine writes into every container, and so the times of the folders that it lies in.
  const lines = listing
    .split("\n")
    .filter((line) => !/ (?:\.dockerenv|dev\/console|etc\/(?:hosts|hostname|resolv\.conf|mtab -> .*))$/.test(line))
    .map((line) => line.replace(/\S+ \S+ (dev|etc)\/$/, "$1/"));
  const content = execFileSync("tar", ["-xOf", file, "usr/local/bin/tiger", "srv/server.pl", "var/lib/dpkg/status"], {
    maxBuffer: 1 << 28,
  });
  return [...lines, content.toString("latin1")];
}

type Config = { readonly Env: readonly string[]; readonly ArgsEscaped?: boolean };
const configOf = (ref: string): Config => {
  const { ArgsEscaped, ...config } = JSON.parse(docker("image", "inspect", "--format", "{{json .Config}}", ref)) as Config;
  // BuildKit's note for Windows.
  expect([undefined, true, false]).toContain(ArgsEscaped);
  return config;
};

test("the slim Dockerfile and what export puts beside it build the slim image anew", async () => {
  const exported = await runCli(["export", "app", "--json"], stack.folder);
  expect(exported.code, exported.stderr).toBe(0);
  const { context, image } = JSON.parse(exported.stdout) as { readonly context: string; readonly image: string };
  expect([context, image]).toEqual([service("slim"), slim]);
  docker("build", "--quiet", "--build-arg", "DB_PASSWORD=baked-into-it", "--tag", rebuilt, context);
  expect(configOf(rebuilt)).toEqual(configOf(slim));
  expect(entries(rebuilt)).toEqual(entries(slim));
  expect(entries(slim).join("\n")).toMatch(/security\.capability[\s\S]*-rwsr-xr-x/);
});

test("the slim image runs under the seccomp profile that was put to a trial, and can do less", () => {
  expect(stack.report().emitted.map((path) => path.slice(stack.folder.length + 1))).toEqual([
    "compose.slim.yml",
    "compose.slim.seccomp.yml",
  ]);
  const files = stack.report().emitted.flatMap((path) => ["-f", path]);
  const resolved = JSON.parse(docker("compose", ...files, "config", "--format", "json")) as {
    readonly services: { readonly app: { readonly image: string; readonly security_opt: readonly string[] } };
  };
  expect(resolved.services.app).toMatchObject({ image: slim, security_opt: ["seccomp:./.stack-slim/services/app/seccomp.json"] });
  // inotify_init1, which the engine's own profile allows.
  const script = `syscall(${process.arch === "arm64" ? "26" : "294"}, 0) >= 0 ? print "open" : print "closed by ", $! + 0`;
  const run = (...options: string[]): string => docker("run", "--rm", "--entrypoint", "perl", ...options, slim, "-e", script);
  expect(run()).toBe("open");
  expect(run("--security-opt", `seccomp=${service("seccomp.json")}`)).toBe("closed by 1");
});
