import { existsSync } from "node:fs";
import { mkdir, readdir, readFile, symlink, writeFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { execa } from "execa";
import { beforeAll, describe, expect, it } from "vitest";
import { environment, folderWith } from "./built-cli.js";

const root = resolve(import.meta.dirname, "../..");
const architectures = ["amd64", "arm64"];
const built = architectures.filter((name) => ["gate", "observer"].every((part) => existsSync(join(root, "sensor/build", name, part))));
const { version } = JSON.parse(await readFile(join(root, "package.json"), "utf8")) as { readonly version: string };

const consumer = `import { plan, apply, StackSlimError, version, type ApplyResult, type Event, type Plan } from "stack-slim";
const events: Event[] = [];
const made: Plan = await plan({ cwd: "stack", onEvent: (event) => events.push(event), config: { services: { db: { slim: false } } } });
const planned = made.services.map(({ name, variant }) => [name, variant]);
const aborted: unknown = await plan({ cwd: "stack", signal: AbortSignal.abort("enough") }).catch((error: unknown) => error);
const refusals: string[] = [];
for (const options of [{ composeFiles: ["absent.yml"] }, { cwd: "stack", config: { checks: [{ name: "empty" }] } }, { cwd: "stack", maxBoots: 0.5 }, { cwd: "stack" }])
  await apply(options).then((result: ApplyResult) => result.reason, (error: unknown) => {
    if (error instanceof StackSlimError) refusals.push([error.code, error.exitCode].join(" "));
    else throw error;
  });
console.log(JSON.stringify({ version, planned, aborted, refusals, stages: events.map(({ type, stage }) => [type, stage].join(" ")) }));
`;

/** A project that has the package as it is published, and beside it what npm would install with it. */
let folder: string;
let tarball: string;

beforeAll(async () => {
  folder = join(await folderWith({}), "a consumer");
  const modules = join(folder, "node_modules");
  const own = join(modules, "stack-slim");
  await mkdir(own, { recursive: true });
  const { stdout } = await execa("npm", ["pack", "--silent", "--ignore-scripts", "--pack-destination", folder], { cwd: root });
  tarball = join(folder, stdout.trim());
  await execa("tar", ["-xzf", tarball, "-C", own, "--strip-components=1"]);
  for (const name of await readdir(join(root, "node_modules")))
    if (!name.startsWith(".")) await symlink(join(root, "node_modules", name), join(modules, name));
  await mkdir(join(modules, ".bin"));
  await symlink("../stack-slim/bin/stack-slim", join(modules, ".bin/stack-slim"));
  await mkdir(join(folder, "stack"));
  await writeFile(join(folder, "stack/compose.yml"), "services:\n  web: { image: a, depends_on: [db] }\n  db: { image: b }\n");
  await writeFile(join(folder, "package.json"), JSON.stringify({ name: "consumer", private: true, type: "module" }));
  await writeFile(join(folder, "consumer.ts"), consumer);
  const compilerOptions = {
    strict: true,
    module: "nodenext",
    moduleResolution: "nodenext",
    target: "es2022",
    types: ["node"],
    skipLibCheck: false,
  };
  await writeFile(join(folder, "tsconfig.json"), JSON.stringify({ compilerOptions, files: ["consumer.ts"] }));
});

describe("the package", () => {
  it("has what it takes to run in it and nothing else, in less than 3 MB", async () => {
    const { exitCode, stderr } = await execa("node", [join(root, "scripts/look-at-package.mjs"), tarball, "3000000", ...built], {
      reject: false,
    });
    expect([exitCode, stderr]).toEqual([0, expect.stringMatching(/^release: \d+ files, \d+ bytes$/)]);
  });

  it.each(architectures)("has the sensor of %s", async (architecture) => {
    const { stdout } = await execa("tar", ["-tzf", tarball]);
    if (built.includes(architecture)) expect(stdout).toContain(`package/sensor/build/${architecture}/observer\n`);
    else console.warn(`skipped: the sensor of ${architecture} isn't built here; scripts/release.sh builds it`);
  });

  it("runs through the link that npm makes, in a path with a blank", async () => {
    const { stdout } = await execa(join(folder, "node_modules/.bin/stack-slim"), ["--version"], { cwd: folder });
    expect(stdout).toBe(version);
  });

  it("runs without the shell script too", async () => {
    const { stdout } = await execa("node", ["--", "node_modules/stack-slim/dist/cli.js", "--version"], { cwd: folder });
    expect(stdout).toBe(version);
  });
});

describe("the library, from a strict TypeScript project", () => {
  it("has types for all it takes and gives", { timeout: 300_000 }, async () => {
    const { exitCode, stdout } = await execa("node", [join(root, "node_modules/typescript/bin/tsc"), "-p", folder], { reject: false });
    expect([exitCode, stdout]).toEqual([0, ""]);
  });

  it("plans without an engine, and tells aborts from what is wrong", async () => {
    const { stdout, stderr } = await execa("node", ["consumer.js"], { cwd: folder, env: environment(), extendEnv: false });
    expect(stderr).toBe("");
    expect(JSON.parse(stdout)).toEqual({
      version,
      planned: [
        ["db", "original"],
        ["web", "slim"],
      ],
      aborted: "enough",
      refusals: ["usage.no-file 2", "config.schema 2", "usage.option 2", "engine.unreachable 3"],
      stages: ["stage plan", "stage plan"],
    });
    // Planning writes nothing, and a run that was refused has left nothing.
    expect(await readdir(join(folder, "stack"))).toEqual(["compose.yml"]);
  });
});
