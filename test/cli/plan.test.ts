import { readFileSync } from "node:fs";
import { mkdir, readFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { Ajv2020 } from "ajv/dist/2020.js";
import { describe, expect, it } from "vitest";
import type { Plan } from "../../src/model/plan.js";
import { textWidth } from "../../src/model/printable.js";
import { folderWith, stackSlim, type RunOptions } from "./built-cli.js";

const root = resolve(import.meta.dirname, "../..");
const schema = JSON.parse(readFileSync(join(root, "schema/plan.schema.json"), "utf8")) as object;
const validate = new Ajv2020({ strictRequired: false }).compile(schema);

const compose = `version: "3"
name: shop
services:
  web:
    image: nginx:1.25
    ports: ["8080:80"]
    depends_on: [api]
    environment: { API: "http://api:3000", GREETING: "\${GREETING}" }
  api:
    image: example/api:\${TAG:-1}
    environment: { DB_URL: "postgres://u:topsecret@db:5432/d", WORKER: "worker:9000" }
  worker:
    build: .
    environment: { API_URL: "http://api:3000" }
  db:
    image: postgres:15
    environment: { POSTGRES_PASSWORD: topsecret }
  silent:
    image: example/silent:1
    profiles: [more]
`;
const config = `services:
  db: { slim: false, why: the vendor forbids it }
checks:
  - { name: front page, target: "web:80", http: [ { get: / } ] }
  - { name: search, use: held-out, target: "web:80", http: [ { get: /search } ] }
`;
const noEngine = "no Docker engine answers at unix:///nonexistent/stack-slim-test.sock: there is no such socket";

async function planned(args: readonly string[], options: RunOptions = {}): Promise<Plan> {
  const { exitCode, stdout, stderr } = await stackSlim(["plan", "--json", ...args], options);
  expect([exitCode, stderr]).toEqual([0, ""]);
  const plan = JSON.parse(stdout) as Plan;
  expect(validate(plan), JSON.stringify(validate.errors)).toBe(true);
  return plan;
}
const names = (plan: Plan): readonly string[] => plan.services.map(({ name }) => name);

describe("plan", () => {
  it("shows order, probes, reasons, cycles, checks and warnings, without an engine", async () => {
    const folder = await folderWith({ "compose.yml": compose, "stack-slim.yml": config });
    const { exitCode, stdout, stderr } = await stackSlim(["plan", "--profile", "more"], { cwd: folder });
    expect([exitCode, stderr]).toEqual([0, ""]);
    expect(stdout).toMatchInlineSnapshot(`
      "SERVICE  IMAGE                SIZE  VARIANT   PROBE      WHY
      db       postgres:15       unknown  original  postgres   the vendor forbids it
      silent   example/silent:1  unknown  slim      none       no port or healthcheck in the compose file…
      api      example/api:1     unknown  slim      http 3000  port 3000 usually speaks HTTP
      worker   shop-worker       unknown  slim      http 9000  port 9000 usually speaks HTTP
      web      nginx:1.25        unknown  slim      nginx      nginx: image name
      Size unknown of 5 of 5: no Docker engine answers at unix:///nonexistent/stack-slim-test.sock:
        there is no such socket.

      Dependency order:
        api → db:5432, worker:9000
        worker → api:3000
        web → api:3000

      Cycles, started together:
        api ⇄ worker

      Checks:
        training: front page
        held-out: search

      Warnings:
        The "GREETING" variable is not set. Defaulting to a blank string.
        No probe for silent: only booting and the checks exercise it. Give a probe in stack-slim.yml.
      "
    `);
    expect(stdout).not.toContain("topsecret");
  });

  it("lists every edge with where it was learnt, on demand", async () => {
    const folder = await folderWith({ "compose.yml": compose });
    const { stdout } = await stackSlim(["plan", "compose.yml", "--edges"], { cwd: folder });
    const section = /Dependencies:\n((?: {2}.*\n)+)/.exec(stdout)?.[1] ?? "";
    expect(section.trimEnd().split("\n")).toEqual([
      "  api → db:5432  (environment DB_URL)",
      "  api → worker:9000  (environment WORKER)",
      "  worker → api:3000  (environment API_URL)",
      "  web → api  (depends_on service_started)",
      "  web → api:3000  (environment API)",
    ]);
  });

  it("as JSON follows the schema, is stored, and has no password", async () => {
    const folder = await folderWith({ "compose.yml": compose, "stack-slim.yml": config });
    const plan = await planned(["compose.yml"], { cwd: folder });
    const stored = await readFile(join(folder, ".stack-slim/plan.json"), "utf8");
    expect(JSON.parse(stored)).toEqual(plan);
    expect(stored).not.toContain("topsecret");
    expect(plan.cycles).toEqual([["api", "worker"]]);
    expect(plan.checks).toEqual([
      { name: "front page", use: "training" },
      { name: "search", use: "held-out" },
    ]);
    for (const service of plan.services) expect(service).toMatchObject({ bytesUnknown: noEngine });
    // Version control must not pick the workspace up.
    expect(await readFile(join(folder, ".stack-slim/.gitignore"), "utf8")).toBe("*\n");
  });

  it("stays within the columns there are, 100 where nothing says", async () => {
    const long = `services:\n  a-service-with-a-rather-long-name:\n    image: registry.example:5000/some/team/of/ours/with-a-long-image-name:2026.11.22\n    expose: ["8080"]\n`;
    const folder = await folderWith({ "compose.yml": compose.replace("services:\n", long) });
    for (const [columns, env] of [
      [100, {}],
      [72, { COLUMNS: "72" }],
      [200, { COLUMNS: "200" }],
    ] as const) {
      const { stdout } = await stackSlim(["plan", "--edges"], { cwd: folder, env });
      expect(Math.max(...stdout.split("\n").map(textWidth))).toBeLessThanOrEqual(columns);
      expect(stdout.includes("with-a-long-image-name:2026.11.22")).toBe(columns === 200);
    }
  });

  it("colours only on demand, and NO_COLOR wins", async () => {
    const folder = await folderWith({ "compose.yml": compose });
    const [plain, coloured, refused] = await Promise.all(
      [{}, { FORCE_COLOR: "1" }, { FORCE_COLOR: "1", NO_COLOR: "1" }].map((env) => stackSlim(["plan"], { cwd: folder, env })),
    );
    expect([plain, coloured, refused].map((ran) => ran?.stdout.includes("\u001b["))).toEqual([false, true, false]);
  });

  it("shows no control characters of the user's files", async () => {
    const check = `checks:\n  - { name: "red \\e[31m\\nflag", command: "true" }\n`;
    const folder = await folderWith({ "compose.yml": compose, "stack-slim.yml": check });
    const { stdout } = await stackSlim(["plan"], { cwd: folder });
    expect(stdout).toContain("  training: red flag\n");
    expect(stdout).not.toContain("\u001b");
  });
});

describe("the stack that is meant", () => {
  const one = "services:\n  a: { image: one }\n";

  it("comes from several files, named by position and with -f, in that order", async () => {
    const folder = await folderWith({
      "a.yml": one,
      "b.yml": "services:\n  a: { image: two }\n  b: { image: two }\n",
      "c.yml": "services:\n  b: { image: three }\n",
    });
    const plan = await planned(["a.yml", "-f", "b.yml", "--file", "c.yml"], { cwd: folder });
    expect(plan.services.map(({ name, image }) => [name, image])).toEqual([
      ["a", "two"],
      ["b", "three"],
    ]);
    expect(plan.files).toEqual(["a.yml", "b.yml", "c.yml"].map((name) => join(folder, name)));
  });

  it("has the active profiles, the variables of env files, and the project's name", async () => {
    const folder = await folderWith({ "compose.yml": compose, "x.env": "TAG=x\n", "y.env": 'TAG="y"\n' });
    const plan = await planned(["--profile", "more", "--env-file", "x.env", "--env-file", "y.env", "-p", "other"], { cwd: folder });
    expect(names(plan)).toContain("silent");
    expect(plan.services.find(({ name }) => name === "api")?.image).toBe("example/api:y");
    expect(plan.services.find(({ name }) => name === "worker")?.image).toBe("other-worker");
    expect(plan.project).toBe("other");
    expect(names(await planned([], { cwd: folder }))).not.toContain("silent");
  });

  it("is what COMPOSE_FILE says when no file is given", async () => {
    const folder = await folderWith({ "compose.yml": compose, "a.yml": one, "b.yml": "services:\n  b: { image: b }\n" });
    expect(names(await planned([], { cwd: folder, env: { COMPOSE_FILE: "a.yml:b.yml" } }))).toEqual(["a", "b"]);
    const env = { COMPOSE_FILE: "b.yml;a.yml", COMPOSE_PATH_SEPARATOR: ";" };
    expect((await planned([], { cwd: folder, env })).files).toEqual([join(folder, "b.yml"), join(folder, "a.yml")]);
    expect(names(await planned(["b.yml"], { cwd: folder, env }))).toEqual(["b"]);
  });

  it("is that of the folder, or the closest one above it, with the override and stack-slim.yml beside it", async () => {
    const folder = await folderWith({
      "docker-compose.yml": compose,
      "docker-compose.override.yml": "services:\n  web: { image: nginx:override }\n",
      "stack-slim.yml": config,
    });
    await mkdir(join(folder, "src/deep"), { recursive: true });
    const [here, below] = [await planned([], { cwd: folder }), await planned([], { cwd: join(folder, "src/deep") })];
    expect(below).toEqual(here);
    expect(here.services.find(({ name }) => name === "web")?.image).toBe("nginx:override");
    expect(here.services.find(({ name }) => name === "db")?.variant).toBe("original");
  });

  it("is the one stack-slim.yml names, relative to it, from below too", async () => {
    const folder = await folderWith({
      "stack-slim.yml": "compose: [deploy/a.yml, deploy/b.yml]\n",
      "deploy/a.yml": one,
      "deploy/b.yml": "services:\n  b: { image: b }\n",
    });
    await mkdir(join(folder, "src"));
    expect(names(await planned([], { cwd: folder }))).toEqual(["a", "b"]);
    expect(names(await planned([], { cwd: join(folder, "src") }))).toEqual(["a", "b"]);
    expect(names(await planned(["deploy/a.yml"], { cwd: folder }))).toEqual(["a"]);
  });

  it("is closer in a subfolder that has a compose file of its own", async () => {
    const folder = await folderWith({
      "stack-slim.yml": "compose: a.yml\n",
      "a.yml": one,
      "sub/compose.yml": "services:\n  z: { image: z }\n",
    });
    expect(names(await planned([], { cwd: join(folder, "sub") }))).toEqual(["z"]);
  });

  it("may have any path", async () => {
    const folder = await folderWith({ 'odd ü $HOME "q"/-my file $X.yml': one });
    expect(names(await planned(["./-my file $X.yml"], { cwd: join(folder, 'odd ü $HOME "q"'), env: { X: "no" } }))).toEqual(["a"]);
  });

  it("takes its policy from the command line before the file", async () => {
    const folder = await folderWith({ "compose.yml": one, "mine.yml": "policy: safe\n" });
    expect((await planned(["--config", "mine.yml"], { cwd: folder })).services[0]?.policy).toBe("safe");
    expect((await planned(["--config", "mine.yml", "--policy", "strict"], { cwd: folder })).services[0]?.policy).toBe("strict");
  });
});

it("plans where no workspace can be made, and says so", async () => {
  const folder = await folderWith({ "compose.yml": compose, ".stack-slim": "a file in the way" });
  const { exitCode, stdout, stderr } = await stackSlim(["plan"], { cwd: folder });
  expect(exitCode).toBe(0);
  expect(stdout).toContain("nginx:1.25");
  expect(stderr).toMatch(/^stack-slim: the plan could not be stored: .*\.stack-slim/);
});

it("plans the Sock Shop as it is deployed", async () => {
  const deployed = readFileSync(join(root, "examples/sock-shop/compose.yml"));
  const checks = readFileSync(join(root, "examples/sock-shop/stack-slim.yml"));
  const folder = await folderWith({ "compose.yml": deployed, "stack-slim.yml": checks });
  const { exitCode, stdout } = await stackSlim(["plan"], { cwd: folder });
  expect(exitCode).toBe(0);
  expect(stdout).toContain("Size unknown of 15 of 15:");
  expect((await planned([], { cwd: folder })).services).toHaveLength(15);
});
