import { existsSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { homedir, tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from "vitest";
import { parse } from "yaml";
import { type Ended, runCli } from "./support/cli.js";
import { docker, imageId, list, removeImages } from "./support/engine.js";
import { type Registry, startRegistry } from "./support/registry.js";
import { copyStack, type StackCopy } from "./support/stack-copy.js";

const images = ["emit-push/web:1", "emit-push/web:1-slim", "emit-push-other:latest", "emit-push-other:latest-slim"];
const user = { name: "ada", password: "hush-hush" };

let stack: StackCopy;
let applied: Ended;
let registry: Registry;

beforeAll(async () => {
  stack = copyStack("emit");
  docker("build", "--quiet", "--tag", "emit-push/web:1", "--file", stack.path("web.Dockerfile"), stack.folder);
  registry = await startRegistry();
  applied = await runCli(["apply", "--push", "127.0.0.1:1/team"], stack.folder);
});

afterEach(() => void vi.unstubAllEnvs());

afterAll(async () => {
  await registry[Symbol.asyncDispose]();
  removeImages([...list("images", "--quiet", "--filter", `reference=${registry.host}/*/*`), ...images]);
  stack[Symbol.dispose]();
});

const emit = (...words: string[]): Promise<Ended> => runCli(["emit", ...words], stack.folder);
const imagesIn = (file: string): Readonly<Record<string, string>> => {
  const { services } = parse(readFileSync(stack.path(file), "utf8"), { merge: true }) as { services: Record<string, { image: string }> };
  return Object.fromEntries(Object.entries(services).map(([service, { image }]) => [service, image]));
};
const local = { web: "emit-push/web:1-slim", mirror: "emit-push/web:1-slim", other: "emit-push-other:latest-slim" };

describe("an apply whose registry can't be reached", () => {
  test("says so, and has its result all the same", () => {
    expect(applied.code, applied.stderr).toBe(3);
    expect(applied.stderr).toMatch(/can't reach the registry 127\.0\.0\.1:1; .*connection refused.* Nothing is lost/);
    expect(applied.stderr).toContain("`stack-slim emit` with the same --emit and --push");
    expect(imagesIn("compose.slim.yml")).toEqual(local);
    expect(stack.report().services.map(({ variant }) => variant)).toEqual(["slim", "slim", "slim"]);
  });
});

describe("what is pushed", () => {
  let pushed: Ended;
  beforeAll(async () => {
    pushed = await emit("--push", `${registry.host}/team`, ..."file override env kustomize".split(" ").flatMap((kind) => ["--emit", kind]));
  });

  test("is pinned by the digest that the registry has, in every kind of file", async () => {
    expect(pushed.code, pushed.stderr).toBe(0);
    const found = imagesIn("compose.slim.yml");
    expect(found["mirror"]).toBe(found["web"]);
    for (const [service, name] of [
      ["web", "team/emit-push/web"],
      ["other", "team/emit-push-other"],
    ] as const) {
      const [repository, digest] = (found[service] ?? "").split("@");
      expect(repository).toBe(`${registry.host}/${name}`);
      const manifest = await fetch(`http://${registry.host}/v2/${name}/manifests/${String(digest)}`, {
        headers: { accept: "application/vnd.docker.distribution.manifest.v2+json" },
      });
      expect(manifest.headers.get("docker-content-digest")).toBe(digest);
    }
    expect(imagesIn("compose.slim.override.yml")).toEqual(found);
    expect(readFileSync(stack.path("slim.env"), "utf8")).toContain(
      `\nWEB_IMAGE=${found["web"] ?? ""}\nIMAGE_OTHER=${found["other"] ?? ""}\n`,
    );
    const { images: rules } = parse(readFileSync(stack.path("kustomization.yaml"), "utf8")) as { images: object[] };
    expect(rules).toEqual(
      [found["web"], found["other"]].map((image, at) => {
        const [newName, digest] = (image ?? "").split("@");
        return { name: ["emit-push/web", "emit-push-other"][at], newName, digest };
      }),
    );
  });

  test("went once: one manifest an image, and the layer that both have only with the first", () => {
    const sent = registry.requests().filter((request) => request.startsWith("PUT "));
    expect(sent.filter((request) => request.includes("/manifests/"))).toHaveLength(2);
    expect(pushed.stderr).toMatch(/pushed \S*web:1-slim: \d+ layers? sent, 0 there already/);
    expect(pushed.stderr).toMatch(/pushed \S*other:latest-slim: \d+ layers? sent, [1-9]\d* there already/);
  });

  test("leaves no name of the registry in the engine", () => {
    expect(list("images", "--format", "{{.Repository}}").filter((name) => name.startsWith(registry.host))).toEqual([]);
    for (const ref of images) expect(imageId(ref)).toBeDefined();
  });

  test("runs, pulled by its digest", async () => {
    const files = ["--file", stack.path("compose.slim.yml"), "--project-name", "emit-push-run"];
    try {
      docker("compose", ...files, "up", "--detach", "--quiet-pull");
      const address = docker("compose", ...files, "port", "web", "8080");
      const page = await vi.waitFor(async () => (await fetch(`http://${address}/`)).text(), { timeout: 20_000, interval: 50 });
      expect(page).toContain("shop");
    } finally {
      docker("compose", ...files, "down", "--timeout", "0");
    }
  });
});

describe("a registry that wants to know who comes", () => {
  test("refuses a stranger, and takes who logged in; nothing says the password", async () => {
    await using closed = await startRegistry(user);
    const config = mkdtempSync(join(tmpdir(), "stack-slim-docker-config-"));
    try {
      const before = readFileSync(stack.path("compose.slim.yml"), "utf8");
      const plugins = join(process.env["DOCKER_CONFIG"] ?? join(homedir(), ".docker"), "cli-plugins");
      if (existsSync(plugins)) symlinkSync(plugins, join(config, "cli-plugins"));
      vi.stubEnv("DOCKER_CONFIG", config);
      const stranger = await emit("--push", closed.host);
      expect([stranger.code, stranger.stdout]).toEqual([3, ""]);
      expect(stranger.stderr).toMatch(/^stack-slim: The registry 127\.0\.0\.1:\d+ refuses the push; .*\n {2}Log in with `docker login`/m);
      expect(readFileSync(stack.path("compose.slim.yml"), "utf8")).toBe(before);
      const auth = Buffer.from(`${user.name}:${user.password}`).toString("base64");
      writeFileSync(join(config, "config.json"), JSON.stringify({ auths: { [closed.host]: { auth } } }));
      const known = await emit("--push", closed.host);
      expect(known.code, known.stderr).toBe(0);
      expect(imagesIn("compose.slim.yml")["web"]).toMatch(new RegExp(`^${closed.host}/emit-push/web@sha256:`));
      for (const said of [stranger, known].flatMap(({ stdout, stderr }) => [stdout, stderr])) {
        expect(said).not.toContain(user.password);
        expect(said).not.toContain(auth);
      }
    } finally {
      rmSync(config, { recursive: true, force: true });
    }
  });
});

test("without a registry the files name this engine's images again, and a changed compose file is noticed", async () => {
  const again = await emit("--json");
  expect(again.code, again.stderr).toBe(0);
  expect(JSON.parse(again.stdout)).toMatchObject({ images: local, emissions: [{ kind: "file", files: [stack.path("compose.slim.yml")] }] });
  expect(imagesIn("compose.slim.yml")).toEqual(local);
  vi.stubEnv("WEB_IMAGE", "debian:bookworm-slim");
  const stale = await emit();
  expect(stale.code).toBe(2);
  expect(stale.stderr).toMatch(/changed since the last apply: .*web ran emit-push\/web:1, now debian:bookworm-slim/);
});
