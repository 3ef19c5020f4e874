import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { folderWith, stackSlim } from "./built-cli.js";

const compose =
  "name: shop\nservices:\n  web:\n    image: ${WEB:-nginx:1} # the front\n  db: { image: postgres:15 }\n  own: { image: own:1 }\n";
const proven = (ref: string, original: string) => ({ ref, id: "sha256:1", original, platform: "linux/amd64" });
const result = JSON.stringify({
  version: 1,
  images: { web: proven("nginx:1-slim", "nginx:1"), db: proven("postgres:15-slim", "postgres:15") },
});
const applied = (more: Readonly<Record<string, string>> = {}): Promise<string> =>
  folderWith({ "compose.yml": compose, ".stack-slim/slim-images.json": result, ...more });
const emit = (cwd: string, ...words: string[]) => stackSlim(["emit", ...words], { cwd });
const text = (...parts: string[]): Promise<string> => readFile(join(...parts), "utf8");

describe("emit, without an engine", () => {
  it("writes the slim copy by default, comments kept", async () => {
    const folder = await applied();
    expect(await emit(folder)).toEqual({
      exitCode: 0,
      stdout: `${folder}/compose.slim.yml\n  docker compose -f ${folder}/compose.slim.yml up --detach\n`,
      stderr: "",
    });
    expect(await text(folder, "compose.slim.yml")).toBe(
      compose.replace("${WEB:-nginx:1}", "nginx:1-slim").replace("postgres:15", "postgres:15-slim"),
    );
  });

  it("writes every kind that is asked for, and nothing else", async () => {
    const folder = await applied({ ".env": "X=1\n" });
    const { exitCode, stdout, stderr } = await emit(
      folder,
      "--json",
      ..."override env kustomize".split(" ").flatMap((kind) => ["--emit", kind]),
    );
    expect([exitCode, stderr]).toEqual([0, ""]);
    const { emissions, images } = JSON.parse(stdout) as { emissions: { kind: string; use: string[] }[]; images: object };
    expect(images).toEqual({ web: "nginx:1-slim", db: "postgres:15-slim" });
    expect(emissions.map(({ kind }) => kind)).toEqual(["override", "env", "kustomize"]);
    expect(emissions[1]?.use).toEqual([
      ...["docker", "compose", "-f", `${folder}/compose.yml`, "-f", `${folder}/compose.slim.images.yml`],
      ...["--env-file", `${folder}/.env`, "--env-file", `${folder}/slim.env`, "up", "--detach"],
    ]);
    expect((await readdir(folder)).sort()).toEqual(
      [
        ".env",
        ".stack-slim",
        "compose.slim.images.yml",
        "compose.slim.override.yml",
        "compose.yml",
        "kustomization.yaml",
        "slim.env",
      ].sort(),
    );
    expect(await text(folder, "slim.env")).toMatch(/^# .*\nWEB=nginx:1-slim\nIMAGE_DB=postgres:15-slim\n$/);
    expect(await text(folder, "compose.slim.override.yml")).toMatch(
      /^# .*\nservices:\n {2}web:\n {4}image: nginx:1-slim\n {2}db:\n {4}image: postgres:15-slim\n$/,
    );
  });

  it("writes one kind to the file that is named", async () => {
    const folder = await applied();
    for (const [kind, file] of [
      ["env", "images.env"],
      ["kustomize", "images.yaml"],
      ["override", "prod.yml"],
    ] as const) {
      const { exitCode, stderr } = await emit(folder, "--emit", kind, "-o", file);
      expect([exitCode, stderr]).toEqual([0, ""]);
      expect(await text(folder, file)).toContain("nginx");
    }
  });

  it("bakes what there is a Dockerfile of, by paths from the bake file, and says which layers are lacking", async () => {
    const dockerfile = "FROM scratch\nADD 1.tar /\n";
    const folder = await applied({
      ".stack-slim/services/web/slim/Dockerfile": dockerfile,
      ".stack-slim/services/db/slim/Dockerfile": dockerfile,
      ".stack-slim/services/db/slim/1.tar": "",
    });
    const { exitCode, stderr } = await emit(folder, "--emit", "bake");
    expect(exitCode).toBe(0);
    expect(stderr).toMatch(/^Warning: .*first `stack-slim export web`\.\n$/);
    const { target } = JSON.parse(await text(folder, "docker-bake.slim.json")) as {
      target: Record<string, { context: string; tags: string[] }>;
    };
    expect(target["web"]).toMatchObject({ context: ".stack-slim/services/web/slim", tags: ["nginx:1-slim"] });
    expect(Object.keys(target)).toEqual(["web", "db"]);
  });

  it("keeps a compose file that is in the way, and refuses to touch a file that other tools know", async () => {
    const folder = await applied({ "compose.slim.override.yml": "mine: 1\n", "kustomization.yaml": "resources: []\n" });
    const refused = await emit(folder, "--emit", "kustomize", "--emit", "override");
    expect(refused.exitCode).toBe(2);
    expect(refused.stderr).toMatch(/kustomization\.yaml is there already, and is not what stack-slim wrote last/);
    expect(await text(folder, "compose.slim.override.yml")).toBe("mine: 1\n");
    const kept = await emit(folder, "--emit", "override");
    expect(kept.stderr).toMatch(/is kept as .*\.before-stack-slim/);
    expect(await text(folder, "compose.slim.override.yml.before-stack-slim")).toBe("mine: 1\n");
    expect((await emit(folder, "--emit", "override")).stderr).toBe("");
  });

  it("takes a variable that something else reads too for what it is", async () => {
    const folder = await applied({
      "compose.yml": "name: shop\nservices:\n  web:\n    image: nginx:${TAG}\n    environment: [TAG]\n  db: { image: postgres:15 }\n",
      ".env": "TAG=1\n",
    });
    expect((await emit(folder, "--emit", "env")).exitCode).toBe(0);
    expect(await text(folder, "slim.env")).toMatch(/\nIMAGE_WEB=nginx:1-slim\nIMAGE_DB=postgres:15-slim\n$/);
  });

  it.each<[string, readonly string[], Readonly<Record<string, string>>, number, RegExp]>([
    ["an unknown kind", ["--emit", "helm"], {}, 2, /'helm' is invalid\. Allowed choices are file, override, env, kustomize, bake\./],
    ["a registry that is none", ["--push", "team"], {}, 2, /"team" names no registry/],
    ["credentials on the command line", ["--push", "me:hush@r.example"], {}, 2, /without a user/],
    [
      "one file for two kinds",
      ["--emit", "env", "--emit", "override", "-o", "x.env"],
      {},
      2,
      /x\.env names one file, but env and override/,
    ],
    ["an input as output", ["--emit", "override", "-o", "compose.yml"], {}, 2, /would replace a compose file/],
    ["a folder that isn't there", ["-o", "nowhere"], {}, 2, /There is no folder .*nowhere/],
    ["no Dockerfile to bake", ["--emit", "bake"], {}, 2, /no Dockerfile of the slim image of web, db/],
    [
      "another image by now",
      [],
      { "compose.yml": compose.replace("postgres:15", "postgres:16") },
      2,
      /db ran postgres:15, now postgres:16/,
    ],
    ["a service that is gone", [], { "compose.yml": compose.replace(/ {2}db.*\n/, "") }, 2, /db ran postgres:15, now it is no service/],
    [
      "a damaged result",
      [],
      { ".stack-slim/slim-images.json": '{"version":1,"images":{"web":{}}}' },
      2,
      /is damaged, or of another version/,
    ],
    ["nothing that is slim", [], { ".stack-slim/slim-images.json": '{"version":1,"images":{}}' }, 1, /nothing better than the original/],
  ])("refuses %s", async (_, words, files, code, says) => {
    const folder = await applied(files);
    const before = (await readdir(folder)).sort();
    const { exitCode, stdout, stderr } = await emit(folder, ...words);
    expect([exitCode, stdout]).toEqual([code, ""]);
    expect(stderr).toMatch(says);
    expect(stderr).not.toContain("hush");
    expect((await readdir(folder)).sort()).toEqual(before);
  });

  it("says that there was no apply", async () => {
    const { exitCode, stderr } = await emit(await folderWith({ "compose.yml": compose }));
    expect(exitCode).toBe(2);
    expect(stderr).toMatch(/has no result of an apply\.\n {2}Run `stack-slim apply`/);
  });

  it("needs one to push", async () => {
    const { exitCode, stderr } = await emit(await applied(), "--push", "127.0.0.1:5000");
    expect(exitCode).toBe(3);
    expect(stderr).toMatch(/no Docker engine answers/);
  });
});

describe("apply", () => {
  it("refuses before it runs what it could not write at the end", async () => {
    const folder = await applied();
    for (const [words, says] of [
      [["--push", "https://r.example"], /without a scheme/],
      [["--emit", "env", "--emit", "bake", "-o", "x.json"], /names one file/],
    ] as const) {
      const { exitCode, stderr } = await stackSlim(["apply", ...words], { cwd: folder });
      expect(exitCode).toBe(2);
      expect(stderr).toMatch(says);
    }
  });
});
