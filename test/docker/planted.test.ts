import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { readFileSync } from "node:fs";
import type { Evidence } from "../../src/model/trial.js";
import type { Report, ReportService } from "../../src/model/report.js";
import { runCli, type Ended } from "./support/cli.js";
import { docker, list, removeImages } from "./support/engine.js";
import { copyStack, type StackCopy } from "./support/stack-copy.js";

/** Seven services, three of which can't all be slim: test/fixtures/planted/README.md says how each fault works. */
const services = ["api", "crash-loop", "judge", "left", "right", "strict-one", "web"];
const chosen = ["api", "judge", "right", "web"];

let stack: StackCopy;
let run: Ended;
let report: Report;

beforeAll(async () => {
  stack = copyStack("planted");
  docker("compose", "--project-directory", stack.folder, "--file", stack.path("compose.yml"), "build", "--quiet");
  // Nothing here takes ten seconds to get ready; what never does is waited for at every boot. One at a time: how many there are depends on that.
  run = await runCli(["apply", "--ready-timeout", "10", "--parallel", "1", stack.path("compose.yml")], stack.folder);
  report = stack.report();
});

afterAll(() => {
  stack[Symbol.dispose]();
  removeImages(services.map((service) => `planted/${service}:local-slim`));
});

const service = (name: string): ReportService => {
  const found = report.services.find((row) => row.name === name);
  if (found === undefined) throw new Error(`the report lacks ${name}`);
  return found;
};
const evidence = (name: string, kind: Evidence["kind"]): string | undefined =>
  service(name).evidence.find((one) => one.kind === kind)?.detail;

describe("a stack with planted faults", () => {
  test("is accepted, with the largest working combination slim", () => {
    expect(run.code, run.stderr).toBe(0);
    expect(report.services.filter(({ variant }) => variant === "slim").map(({ name }) => name)).toEqual(chosen);
    expect(report.services.filter(({ final }) => final !== "pass")).toEqual([]);
    expect(report.checks.filter(({ final }) => final !== "pass")).toEqual([]);
  });

  test("is proven to have no larger one, in few boots", () => {
    expect(report.outcome.label).toBe("PROVEN MAXIMUM");
    expect(report.outcome.why).toContain("This takes it that what fails goes on failing when more services are slim");
    expect(report.outcome.boots).toBeLessThanOrEqual(12);
  });

  test("has the one that can never be slim named by its exit", () => {
    expect(service("strict-one").alone).toBe("fail");
    expect(evidence("strict-one", "exit")).toBe("ended with exit code 1; the original keeps running");
    expect(evidence("strict-one", "log")).toContain("the file system isn't the one that was installed");
  });

  test("has the one that crash-loops while every check passes named by its restarts", () => {
    expect(service("crash-loop").alone).toBe("fail");
    expect(evidence("crash-loop", "restarts")).toMatch(/^restarted [1-9]\d* times.*; the original 0 times$/);
    const boot = report.trials.find((trial) => trial.purpose === "search" && trial.checks.every(({ pass }) => pass) && !trial.pass);
    expect(boot?.services.filter(({ pass }) => !pass).map(({ service: name }) => name)).toEqual(["crash-loop"]);
  });

  test("has the lighter of the two that fail only together named by the check, and the heavier one kept slim", () => {
    const [left, right] = [service("left"), service("right")];
    const saved = ({ originalBytes = 0, slimBytes = 0 }: ReportService): number => originalBytes - slimBytes;
    expect(saved(left)).toBeLessThan(saved(right));
    expect(evidence("left", "check")).toContain('the check "one whole copy" fails');
    expect(right.evidence).toEqual([]);
  });

  test("has repairs left only where they were tried on a service at fault", () => {
    expect(report.services.filter(({ repairs }) => repairs.length > 0).map(({ name }) => name)).toEqual(["crash-loop", "strict-one"]);
  });

  test("gives a compose file with the slim images of exactly these, that comes up and answers", async () => {
    const file = stack.path("compose.slim.yml");
    const images = [...readFileSync(file, "utf8").matchAll(/image: (\S+)/g)].map(([, image]) => image);
    expect(images.toSorted()).toEqual(services.map((name) => `planted/${name}:local${chosen.includes(name) ? "-slim" : ""}`).toSorted());
    const project = ["compose", "--project-name", "stack-slim-test-planted", "--file", file];
    try {
      docker(...project, "up", "--detach", "--no-build", "--pull", "never");
      const address = (name: string): string => `http://${docker(...project, "port", name, "8080").replace("0.0.0.0", "127.0.0.1")}`;
      await expect.poll(() => status(`${address("web")}/api/items/second`), { timeout: 20_000 }).toBe(200);
      expect(await status(`${address("web")}/`)).toBe(200);
      expect(await status(`${address("web")}/api/items/third`)).toBe(404);
      await expect.poll(() => status(`${address("judge")}/`), { timeout: 20_000 }).toBe(200);
      await expect.poll(() => status(`${address("strict-one")}/`), { timeout: 20_000 }).toBe(200);
    } finally {
      docker(...project, "down", "--volumes", "--timeout", "2");
    }
  });

  test("leaves nothing of itself in the engine or the workspace", () => {
    expect(
      list("ps", "--all", "--filter", `label=com.docker.compose.project.working_dir=${stack.folder}`, "--format", "{{.Names}}"),
    ).toEqual([]);
    expect(readFileSync(stack.path(".stack-slim", "journal.jsonl"), "utf8")).toBe("");
    expect(stack.hasScratch()).toBe(false);
  });
});

const status = (url: string): Promise<number | undefined> =>
  fetch(url).then(
    (response) => response.status,
    () => undefined,
  );
