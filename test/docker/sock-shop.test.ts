import { cp, mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { execa } from "execa";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Report } from "../../src/model/report.js";
import { containersMade } from "./support/engine.js";

// A name of its own, so that the slim images of somebody's demo on the same machine keep theirs.
const project = "stack-slim-test-shop";
const cli = join(import.meta.dirname, "../../bin/stack-slim");
let folder: string;
let file: string;

const apply = () => execa(cli, ["apply", file, "--project-name", project, "--quiet"], { reject: false, all: true });
const readReport = async (): Promise<Report> => JSON.parse(await readFile(join(folder, "local/.stack-slim/report.json"), "utf8")) as Report;
const compose = (...args: string[]) => execa("docker", ["compose", "--project-name", project, ...args], { cwd: join(folder, "local") });

describe("apply on the local Sock Shop", () => {
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "shop-test-"));
    await cp(join(import.meta.dirname, "../../examples/sock-shop"), folder, {
      recursive: true,
      verbatimSymlinks: true,
      filter: (path) => !path.includes(".stack-slim") && !/\.slim\.yml$/.test(path),
    });
    file = join(folder, "local/compose.yml");
    const result = await apply();
    expect(result.exitCode, result.all).toBe(0);
  });

  afterAll(async () => {
    const slim = (await readReport().catch(() => undefined))?.services.flatMap(({ slimImage }) => slimImage ?? []) ?? [];
    await compose("down", "--volumes", "--remove-orphans").catch(() => undefined);
    if (slim.length > 0) await execa("docker", ["rmi", ...new Set(slim)], { reject: false });
    await rm(folder, { recursive: true, force: true });
  });

  test("every service is slim, with no keep list and no flag, in two boots", async () => {
    const { outcome, services } = await readReport();
    expect(services.filter(({ variant }) => variant === "slim")).toHaveLength(14);
    expect(outcome.label).toBe("PROVEN MAXIMUM");
    expect(outcome.boots).toBe(2);
  });

  test("every training and held-out check passes on the final boot", async () => {
    const { checks } = await readReport();
    expect(checks.filter(({ final }) => final !== "pass")).toEqual([]);
    expect(checks.filter(({ use }) => use === "held-out").length * 3).toBeGreaterThanOrEqual(checks.length);
  });

  test("no service restarts more often than its original", async () => {
    const { services } = await readReport();
    expect(services.filter(({ restarts, originalRestarts }) => restarts > originalRestarts)).toEqual([]);
  });

  test("the slim images take at most a quarter of the originals, and the tool at most 200 MB of memory", async () => {
    const { outcome } = await readReport();
    expect(outcome.finalBytes / outcome.originalBytes).toBeLessThanOrEqual(0.25);
    expect(outcome.peakRssBytes).toBeLessThanOrEqual(200 * 1024 * 1024);
  });

  test("images of one base share layers: the stack takes at most six tenths of their sum on disk", async () => {
    const { layers, services } = await readReport();
    expect(layers.final.diskBytes / layers.final.sumBytes).toBeLessThanOrEqual(0.6);
    expect(layers.final.pushBytes).toBeLessThanOrEqual(layers.final.diskBytes);
    const java = services.filter(({ name }) => ["carts", "orders", "shipping", "queue-master"].includes(name));
    const lowest = await Promise.all(
      java.map(async ({ slimImage = "" }) => {
        const { stdout } = await execa("docker", ["image", "inspect", "--format", "{{json .RootFS.Layers}}", slimImage]);
        return (JSON.parse(stdout) as string[]).slice(0, -1).join();
      }),
    );
    expect(new Set(lowest).size).toBe(1);
    expect(lowest[0]).not.toBe("");
  });

  test("a second apply boots nothing and comes to the same result", async () => {
    const since = Math.floor(Date.now() / 1000);
    const first = await readReport();
    const result = await apply();
    expect(result.exitCode, result.all).toBe(0);
    expect(containersMade(join(folder, "local"), since, Math.ceil(Date.now() / 1000))).toBe(0);
    const second = await readReport();
    expect(second.services).toEqual(first.services);
    expect(second.trials).toEqual(first.trials);
  });

  test("the emitted file differs from the user's in images and builds only, and runs by itself", async () => {
    const emitted = join(folder, "local/compose.slim.yml");
    const lines = async (path: string): Promise<Set<string>> => new Set((await readFile(path, "utf8")).split("\n"));
    const [before, after] = await Promise.all([lines(file), lines(emitted)]);
    const changed = [...after].filter((line) => !before.has(line));
    expect(changed.length).toBeGreaterThan(0);
    expect(changed.filter((line) => !/^\s*(image:|pull_policy:)/.test(line))).toEqual([]);
    // Other host ports: the usual ones may be taken on this machine.
    const ports = join(folder, "local/ports.yml");
    await execa("tee", [ports], { input: 'services: { edge-router: { ports: !override ["127.0.0.1::80"] } }\n' });
    await compose("-f", emitted, "-f", ports, "up", "--detach", "--no-build", "--pull", "never");
    const { stdout: address } = await compose("-f", emitted, "-f", ports, "port", "edge-router", "80");
    await expect
      .poll(
        async () =>
          (await fetch(`http://${address}/catalogue/size`).then(
            (answer) => answer.json(),
            () => undefined,
          )) as unknown,
        { timeout: 120_000, interval: 250 },
      )
      .toMatchObject({ size: 9 });
    const { stdout: containers } = await execa("docker", [
      "ps",
      "--filter",
      `label=com.docker.compose.project=${project}`,
      "--format",
      "{{.Image}}",
    ]);
    expect(containers.split("\n").filter((image) => !image.includes("slim"))).toEqual([]);
  });

  test("nothing of the run is left but the slim images", async () => {
    const ours = [`label=com.docker.compose.project.working_dir=${join(folder, "local")}`, "label=stack-slim.run"];
    const { stdout } = await execa("docker", ["ps", "--all", "--quiet", ...ours.flatMap((label) => ["--filter", label])]);
    expect(stdout).toBe("");
    expect(await readFile(join(folder, "local/.stack-slim/journal.jsonl"), "utf8")).toBe("");
    expect(await readdir(join(folder, "local/.stack-slim"))).not.toContain("scratch");
  });
});
