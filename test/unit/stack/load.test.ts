import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { ComposeModel } from "../../../src/model/compose-model.js";
import type { StackSource } from "../../../src/model/stack.js";
import { findComposeFiles } from "../../../src/stack/find-compose-files.js";
import { loadStack } from "../../../src/stack/load.js";
import { readConfigFile } from "../../../src/stack/read-config-file.js";
import { unescapeDollars } from "../../../src/stack/unescape-dollars.js";

const source: StackSource = { files: ["/p/compose.yml"], projectDirectory: "/p", profiles: [], envFiles: [] };
const load = (services: ComposeModel["services"]) => loadStack({ config: () => Promise.resolve({ name: "shop", services }) }, source);

describe("loadStack", () => {
  it("sorts services and names what they run", async () => {
    const { services } = await load({ web: { build: { context: "." } }, db: { image: "mongo:3.4" }, api: { image: "me/api", build: {} } });
    expect(services.map(({ name, image, builds }) => [name, image, builds])).toEqual([
      ["api", "me/api", true],
      ["db", "mongo:3.4", false],
      ["web", "shop-web", true],
    ]);
  });

  it("takes compose's doubled dollars back", async () => {
    const stack = await load({ web: { image: "x", environment: { A: "$$HOME" }, command: ["echo", "$${B}"] } });
    expect(stack.services[0]?.spec).toMatchObject({ environment: { A: "$HOME" }, command: ["echo", "${B}"] });
    expect(stack.model.services["web"]?.environment).toEqual({ A: "$HOME" });
  });

  it("hands the warnings on", async () => {
    const heard: string[] = [];
    const config = (_: StackSource, warn?: (message: string) => void): Promise<ComposeModel> => {
      warn?.("X is not set");
      return Promise.resolve({ name: "shop", services: { a: { image: "a" } } });
    };
    await loadStack({ config }, source, (message) => heard.push(message));
    expect(heard).toEqual(["X is not set"]);
  });

  it.each([
    ["neither image nor build", { web: {} }, "stack.no-image", /web in \/p\/compose.yml has neither/],
    ["an empty image", { web: { image: "" } }, "stack.no-image", /web/],
    ["a provider", { web: { provider: { type: "x" } } }, "stack.no-image", /a provider runs it/],
    ["no service", {}, "stack.no-services", /No service is active/],
  ])("refuses %s", async (_, services, code, message) => {
    await expect(load(services)).rejects.toMatchObject({ code, exitCode: 2, message: expect.stringMatching(message) as string });
  });
});

describe("unescapeDollars", () => {
  it.each([
    ["$$x", "$x"],
    ["a$$$$b", "a$$b"],
    ["no dollar", "no dollar"],
    [
      ["$$", 1, null, true],
      ["$", 1, null, true],
    ],
    [{ k$$z: { n: ["$$"] } }, { k$z: { n: ["$"] } }],
  ])("%j → %j", (from, to) => {
    expect(unescapeDollars<unknown>(from)).toEqual(to);
  });
});

describe("files", () => {
  let folder = "";
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), "stack-slim-load-"));
  });
  afterEach(() => rm(folder, { recursive: true }));
  const touch = (...names: readonly string[]) => Promise.all(names.map((name) => writeFile(join(folder, name), "")));

  it.each([
    [["docker-compose.yml", "compose.yaml", "compose.yml"], ["compose.yaml"]],
    [["docker-compose.yaml", "docker-compose.yml"], ["docker-compose.yml"]],
    [
      ["compose.yml", "compose.override.yaml", "docker-compose.override.yml"],
      ["compose.yml", "compose.override.yaml"],
    ],
  ])("of %j compose reads %j", async (there, read) => {
    await touch(...there);
    expect(await findComposeFiles(folder)).toEqual(read.map((name) => join(folder, name)));
  });

  it("are looked for in the folders above", async () => {
    await touch("compose.yaml");
    await mkdir(join(folder, "a/b"), { recursive: true });
    expect(await findComposeFiles(join(folder, "a/b"))).toEqual([join(folder, "compose.yaml")]);
  });

  it("that aren't there are one clear error", async () => {
    await expect(findComposeFiles(folder)).rejects.toMatchObject({ code: "stack.no-compose-file", exitCode: 2 });
  });

  it("are read as configuration when they are small regular text", async () => {
    await writeFile(join(folder, "a.conf"), "host: db\n");
    await writeFile(join(folder, "zero.bin"), "a\0b");
    await writeFile(join(folder, "latin.txt"), Buffer.from([0x61, 0xff, 0x62]));
    await writeFile(join(folder, "large.txt"), "x".repeat(256 * 1024 + 1));
    const read = ["a.conf", "zero.bin", "latin.txt", "large.txt", "missing", "."].map((name) => readConfigFile(join(folder, name)));
    expect(read).toEqual(["host: db\n", undefined, undefined, undefined, undefined, undefined]);
  });
});
