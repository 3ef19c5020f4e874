import { existsSync, readdirSync, readFileSync } from "node:fs";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join, relative, resolve } from "node:path";
import { execa } from "execa";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { ComposeModel } from "../../src/model/compose-model.js";
import type { ImageInfo } from "../../src/model/image.js";
import type { Stack, StackSource } from "../../src/model/stack.js";
import { emitSlimFiles } from "../../src/stack/emit.js";
import { escapeDollars } from "../../src/stack/escape-dollars.js";
import { unexpectedDifferences } from "../../src/stack/expected-differences.js";
import { underSensor } from "../../src/stack/isolate-sensor.js";
import { isolate } from "../../src/stack/isolate.js";
import { loadStack } from "../../src/stack/load.js";
import { harms } from "../unit/stack/harms.js";

// Runs the compose CLI only: nothing is created in an engine.
const config = async (source: StackSource): Promise<ComposeModel> => {
  const files = source.files.flatMap((file) => ["--file", file]);
  const name = source.projectName === undefined ? [] : ["--project-name", source.projectName];
  const { stdout } = await execa("docker", [
    "compose",
    ...files,
    ...name,
    "--project-directory",
    source.projectDirectory,
    "config",
    "--format",
    "json",
  ]);
  return JSON.parse(stdout) as ComposeModel;
};
const load = (files: readonly string[], projectName?: string): Promise<Stack> =>
  loadStack(
    { config },
    { files, projectDirectory: dirname(files[0] ?? ""), profiles: [], envFiles: [], ...(projectName === undefined ? {} : { projectName }) },
  );

let folder = "";
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "stack-slim-isolate-"));
});
afterAll(() => rm(folder, { recursive: true }));

/** The isolated stack as compose reads it back from the file that a trial writes. */
const readBack = async (model: ComposeModel): Promise<ComposeModel> => {
  const file = join(folder, "trial.json");
  await writeFile(file, JSON.stringify(escapeDollars(model)));
  const { model: again } = await load([file]);
  return again;
};

const someImage = (service: string): ImageInfo => ({
  id: `sha256:${service}`,
  ref: service,
  bytes: 1,
  architecture: "amd64",
  os: "linux",
  layers: [],
  config: { entrypoint: [], command: ["run"], environment: {}, user: "", workingDirectory: "", volumes: [], exposedPorts: [], labels: {} },
});

const isolatedOf = (stack: Stack) =>
  isolate(stack, {
    project: "stack-slim-r1",
    run: "r1",
    images: Object.fromEntries(stack.services.map(({ name }) => [name, `${name.toLowerCase()}:1-slim`])),
    probePorts: Object.fromEntries(stack.services.map(({ name }) => [name, [8080]])),
    scratchDir: "/scratch",
    sourceKind: (path) => (/\.sock$/.test(path) ? "socket" : "directory"),
  });

const checkIsolated = async (stack: Stack): Promise<void> => {
  if (stack.services.every(({ spec }) => spec.network_mode === "host")) {
    expect(() => isolatedOf(stack)).toThrow(/No service of the stack can run in a trial/);
    return;
  }
  const { model, refused } = isolatedOf(stack);
  const sensed = underSensor(model, new Map(stack.services.map(({ name }) => [name, someImage(name)])), "sensor");
  const again = await readBack(sensed);
  expect(again.name).toBe("stack-slim-r1");
  expect(Object.keys(again.services).sort()).toEqual(
    stack.services.map(({ name }) => name).filter((name) => !refused.some(({ service }) => service === name)),
  );
  for (const [name, service] of Object.entries(again.services)) {
    expect(service.image).toBe(`${name.toLowerCase()}:1-slim`);
    expect(service.environment ?? {}).toEqual(model.services[name]?.environment ?? {});
    expect(service.entrypoint).toEqual(sensed.services[name]?.entrypoint);
    expect([service.build, service.container_name]).toEqual([undefined, undefined]);
    for (const port of service.ports ?? []) expect([port.host_ip, port.published]).toEqual(["127.0.0.1", undefined]);
    expect(service.labels).toMatchObject({ "stack-slim.run": "r1", "stack-slim.role": "trial" });
  }
  const isSpecial = (path: string): boolean => /\.sock$/.test(path);
  expect(harms(again, { scratch: "/scratch", project: "stack-slim-r1", ownVolumes: ["stack-slim-sensor"], isSpecial })).toEqual([]);
  for (const [key, volume] of Object.entries(again.volumes ?? {}))
    expect(volume?.name).toBe(key === "stack-slim-sensor" ? "sensor" : `stack-slim-r1_${key}`);
  for (const [key, network] of Object.entries(again.networks ?? {}))
    expect([network?.name, network?.external]).toEqual([`stack-slim-r1_${key}`, undefined]);
};

const checkEmitted = async (files: readonly string[]): Promise<void> => {
  const stack = await load(files);
  const images = Object.fromEntries(stack.services.map(({ name }) => [name, `${name.toLowerCase()}:1-slim`]));
  const input = files.map((path) => ({ path, text: readFileSync(path, "utf8") }));
  // Beside the input would be another repository's folder: a copy of the texts, read with the input's project directory, is the same to compose.
  const emitted = emitSlimFiles({ files: input, images, model: stack.model, folder });
  await Promise.all(emitted.files.map(({ path, text }) => writeFile(path, text)));
  const source: StackSource = { ...stack.source, files: emitted.files.map(({ path }) => path), projectName: stack.model.name };
  const after = await loadStack({ config }, source);
  expect(unexpectedDifferences(stack.model, after.model, images)).toEqual([]);
  const built = Object.keys(after.model.services).filter((name) => (after.model.services[name]?.build ?? undefined) !== undefined);
  expect(built.filter((name) => !emitted.warnings.some((warning) => warning.startsWith(`${name}: its build section`)))).toEqual([]);
};

const corpus = resolve(import.meta.dirname, "../../../shared/fixtures/compose-corpus");
const corpusStacks = existsSync(corpus)
  ? readdirSync(corpus, { recursive: true, encoding: "utf8" })
      .filter((path) => /compose[^/]*\.ya?ml$/.test(path) && !path.endsWith("docker-compose.logging.yml"))
      .map((path) => relative(corpus, join(corpus, path)))
      .sort()
  : [];
const example = resolve(import.meta.dirname, "../../examples/sock-shop/compose.yml");

describe("Sock Shop", () => {
  it("is isolated, under the sensor too, into what compose accepts", async () => checkIsolated(await load([example])));
  it("is emitted as the same stack with other images", () => checkEmitted([example]));
});

describe.skipIf(corpusStacks.length === 0)("every stack of the corpus", () => {
  it.each(corpusStacks)("%s is isolated into what compose accepts", async (path) => checkIsolated(await load([join(corpus, path)])));
  it.each(corpusStacks)("%s is emitted as the same stack with other images", (path) => checkEmitted([join(corpus, path)]));
});

describe("hard cases", () => {
  const write = async (name: string, text: string): Promise<string> => {
    const path = join(folder, name);
    await writeFile(path, text);
    return path;
  };

  it("dollars, fixed addresses, internal networks and borrowed namespaces survive the way through compose", async () => {
    const file = await write(
      "hard.yml",
      `name: hard
services:
  db:
    image: db
    container_name: the-db
    environment: { A: "$$x $\${y}", B: }
    networks: { inner: { ipv4_address: 172.30.0.5 } }
    healthcheck: { test: "echo $$HOME", interval: 1m }
  web:
    image: web
    command: ["-c", "echo $$1"]
    labels: { "traefik.rule": "Host(\`x\`)", price: "5$$" }
    networks: [ inner, outer ]
    extra_hosts: [ "store:172.30.0.5" ]
    ports: [ "80-81:80-81", "53:53/udp" ]
    volumes: [ "./data:/data", "v:/v", "ext:/e", "/var/run/docker.sock:/s" ]
    configs: [ c ]
  side: { image: side, network_mode: "service:web", depends_on: [ db, host ] }
  host: { image: host, network_mode: host }
networks:
  inner: { internal: true, ipam: { config: [ { subnet: 172.30.0.0/16 } ] } }
  outer: { external: true, name: shared }
volumes: { v: { name: fixed }, ext: { external: true } }
configs: { c: { content: "a $$b" } }
`,
    );
    const stack = await load([file]);
    expect(stack.model.services.db?.environment?.A).toBe("$x ${y}");
    await checkIsolated(stack);
    const { model } = isolatedOf(stack);
    const again = await readBack(model);
    expect(again.services.db?.environment?.A).toBe("$x ${y}");
    expect(again.services.web?.command).toEqual(["-c", "echo $1"]);
    expect(again.configs?.c?.content).toBe("a $b");
    expect(again.services.web?.extra_hosts).toBeUndefined();
    expect(again.services.web?.ports?.map(({ target, protocol }) => `${target}/${protocol ?? ""}`)).toEqual([
      "80/tcp",
      "81/tcp",
      "53/udp",
      "8080/tcp",
    ]);
  });

  it("templates, extends, include, several files and build sections emit the same stack", async () => {
    const included = await write("included.yml", "services:\n  inc: { image: inc, build: ., pull_policy: always }\n");
    const base = await write("base.yml", "services:\n  base: { image: base, build: ., environment: { A: 1 } }\n");
    const first = await write(
      "first.yml",
      `include: [ ${relative(folder, included)} ]
x-common: &common
  build: { context: . }
  restart: always
services:
  a: &a # one
    <<: *common
    environment: { X: "1" }
  b:
    <<: *a
    build: &build
      context: ./b
  c: { build: *build, image: "c:1" }
  d:
    extends: { file: ${relative(folder, base)}, service: base }
  e:
    extends: d
    command: [ x ]
  f: *common
`,
    );
    const second = await write("second.yml", "services:\n  a:\n    build: ./a\n  c:\n    pull_policy: build\n");
    await checkEmitted([first, second]);
    await checkEmitted([second.replace("second", "first")]);
  });

  it("a service that stays original keeps what it takes from a slim one", async () => {
    const file = await write(
      "part.yml",
      "services:\n  a: &a\n    build: .\n    pull_policy: build\n  b:\n    <<: *a\n  c:\n    extends: a\n",
    );
    const stack = await load([file]);
    const images = { a: "a:1-slim" };
    const emitted = emitSlimFiles({ files: [{ path: file, text: readFileSync(file, "utf8") }], images, model: stack.model });
    await Promise.all(emitted.files.map(({ path, text }) => writeFile(path, text)));
    const after = await load(
      emitted.files.map(({ path }) => path),
      stack.model.name,
    );
    expect(unexpectedDifferences(stack.model, after.model, images)).toEqual([]);
  });
});
