import { cpSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { parse } from "yaml";
import { createCompose } from "../../src/docker/compose-cli.js";
import { connectEngine } from "../../src/docker/connect.js";
import { createEngine } from "../../src/docker/engine.js";
import { createTraffic } from "../../src/pipeline/traffic.js";
import { planStage } from "../../src/pipeline/plan-stage.js";
import { runTrial, type TrialObservations } from "../../src/trial/index.js";
import { runCli, type Ended } from "./support/cli.js";
import { leftovers, list } from "./support/engine.js";

const fixture = resolve(import.meta.dirname, "fixtures/readiness");
const project = "stack-slim-readiness-1";
const labels = { "stack-slim.run": "readiness", "stack-slim.role": "trial" };
let folder: string;

beforeAll(() => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), "stack-slim-readiness-")));
  cpSync(fixture, folder, { recursive: true });
});
afterAll(async () => {
  await createEngine(await connectEngine()).removeProject(project, { unsettled: true });
  rmSync(folder, { recursive: true });
});

describe("a service that doesn't get ready is told why", () => {
  let seen: TrialObservations;
  const errorOf = (name: string): string | undefined => seen.services.find(({ service }) => service === name)?.probeError;

  beforeAll(async () => {
    const engine = createEngine(await connectEngine());
    const compose = createCompose();
    const files = [join(folder, "compose.yml")];
    const source = { files, projectDirectory: folder, profiles: [], envFiles: [] };
    const config = { policy: "balanced", imageTemplate: "{name}", services: {}, checks: [] } as const;
    const { stack, plan } = await planStage({ source, config }, { engine, compose });
    const services = Object.fromEntries(
      Object.entries(stack.model.services).map(([name, spec]) => [name, { ...spec, labels, ports: ["127.0.0.1::8080"] }]),
    );
    const file = join(folder, "trial.json");
    writeFileSync(file, JSON.stringify({ name: project, services, networks: { default: { labels } } }));
    const readyWithinMs = 3_000;
    const traffic = createTraffic({ engine, config, stack, plan, runId: project, readyWithinMs, portOwners: {} });
    const tcp = { source: "tcp", name: "tcp 8080", why: "", probes: [{ kind: "tcp", port: 8080 }] } as const;
    const planned = plan.services.map((service) => (service.name === "db" ? service : { ...service, probe: tcp }));
    const run = { project, file, projectDirectory: folder };
    const tries = { kind: "condemn", failures: () => 1 } as const;
    const input = {
      run,
      stage: "trials",
      phase: "trial",
      services: planned,
      checks: [],
      restart: [],
      readyWithinMs,
      watchedMs: 1_000,
      tries,
    } as const;
    seen = await runTrial(input, { engine, compose, traffic, emit: () => undefined, signal: new AbortController().signal });
  });

  test("not when it does", () => {
    expect(errorOf("web")).toBeUndefined();
  });

  test.each([
    ["inward", /^probe tcp on port 8080 did not pass within 3 s .*; it listens on port 8080 of 127\.0\.0\.1 only/],
    ["elsewhere", /nothing in its container listens on port 8080, but it does on port 9091$/],
    ["silent", /; nothing in its container listens on any TCP port$/],
  ])("%s", (name, error) => {
    expect(errorOf(name)).toMatch(error);
  });

  test.each(["orphan", "loop"])("%s, which ends for want of another, with what became of that", (name) => {
    const error = /it can't do without db, which has ended with exit code 3 \(its log: could not connect to db:5432: Connection refused\)$/;
    expect(errorOf(name)).toMatch(error);
  });

  test("and nothing is left", () => {
    expect(leftovers("readiness")).toEqual([]);
  });
});

describe("init", () => {
  let ended: Ended;
  const containers = (): readonly string[] => list("ps", "--all", "--format", "{{.Names}}").filter((name) => name.includes("readiness"));

  beforeAll(async () => {
    ended = await runCli(["init", "compose.yml", "--ready-timeout", "3"], folder);
  });

  test("writes what the running stack showed, and where each part came from", () => {
    expect(ended).toMatchObject({ code: 0 });
    const text = readFileSync(join(folder, "stack-slim.yml"), "utf8");
    expect(parse(text)).toMatchObject({
      version: 1,
      services: {
        web: {
          probe: [
            { http: { port: 8080, steps: [{ get: "/health" }, { get: "/" }, { get: "/metrics" }] } },
            { crawl: { port: 8080, start: ["/"] } },
          ],
        },
        elsewhere: { probe: [{ http: { port: 9091 } }, { crawl: { port: 9091, start: ["/"] } }] },
      },
      checks: [
        { target: "web:8080", http: [{ get: "/", expect: { status: 200, type: "text/html" } }, { get: "/health" }] },
        { use: "held-out", target: "web:8080", http: [{ get: "/metrics", expect: { status: 200, type: "text/plain" } }] },
      ],
    });
    expect(text).toContain("# seen: port 8080 answered / 200, /health 200, /metrics 200\n    probe:");
    expect(text).toContain("# seen: only its own container reaches 8080, which it serves on 127.0.0.1");
    expect(text).toContain("# seen: it ended with exit code 3");
  });

  test("in a file that the next command takes as it is", async () => {
    const plan = await runCli(["plan", "compose.yml"], folder);
    expect(plan).toMatchObject({ code: 0, stderr: "" });
    expect(plan.stdout).toContain("given in stack-slim.yml");
  });

  test("and leaves nothing behind", () => {
    expect(containers()).toEqual([]);
  });
});
