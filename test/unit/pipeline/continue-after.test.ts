import { describe, expect, test } from "vitest";
import { type ContinueAfter, parseContinueAfter } from "../../../src/model/continue-after.js";
import type { Check } from "../../../src/model/config.js";
import { prepareModes, showing } from "../../../src/pipeline/continue-after.js";
import { mergedEdges, shownKey } from "../../../src/pipeline/earlier-profile.js";
import { checksWithProbeWrites } from "../../../src/pipeline/probe-writes.js";
import type { RunContext } from "../../../src/pipeline/run-context.js";
import { stackAddresses } from "../../../src/pipeline/stack-addresses.js";
import type { BootTraffic } from "../../../src/pipeline/traffic.js";
import { endpointsOf } from "../../../src/probe/index.js";
import type { RunningStack } from "../../../src/trial/index.js";
import { defaultConfig } from "../../../src/config/to-config.js";
import { usualOpenApi } from "../../../src/model/web-traffic.js";
import type { ContainerState } from "../../../src/model/ports.js";
import type { Stack } from "../../../src/model/stack.js";
import type { PlannedService } from "../../../src/model/plan.js";

const modesOf = (...written: readonly (string | number)[]): readonly ContinueAfter[] =>
  written.map((one) => {
    const mode = parseContinueAfter(one);
    if ("error" in mode) throw new Error(mode.error);
    return mode;
  });
const context = {
  stack: { services: [{ name: "e2e", image: "shop/e2e" }] },
  images: new Map([["shop/e2e", { id: "sha256:1" }]]),
  secrets: ["s3cret-value"],
  emit: () => undefined,
  signal: new AbortController().signal,
} as unknown as RunContext;

describe("what the originals are given", () => {
  const running: RunningStack = { run: { project: "p", file: "f", projectDirectory: "/" }, phase: "profile", states: () => [] };
  const run = async (
    ...written: readonly (string | number)[]
  ): Promise<{ before: readonly string[]; after: readonly string[]; checks: boolean }> => {
    const modes = modesOf(...written);
    const seen: string[] = [];
    const check = ({ name }: Check): Promise<unknown> => {
      seen.push(name);
      return Promise.resolve({ pass: true });
    };
    const shown = showing(context, modes, await prepareModes(context, modes));
    await shown.before(running, { check } as unknown as BootTraffic);
    const before = [...seen];
    await shown.after(running, { check } as unknown as BootTraffic);
    return { before, after: seen.slice(before.length), checks: shown.checks };
  };

  test.each<[readonly string[], readonly string[], readonly string[]]>([
    [[], [], []],
    [["probe"], [], []],
    [["exec a", "container e2e"], [], ["exec a", "container e2e"]],
    [["probe", "exec a"], [], ["exec a"]],
    [["exec a", "probe"], ["exec a"], []],
    [["exec a", "probe", "exec b", "exec a"], ["exec a"], ["exec b", "exec a"]],
  ])("%j has its place around the checks", async (written, before, after) => {
    expect(await run(...written)).toEqual({ before, after, checks: written.includes("probe") });
  });

  test("is told with what failed, without the stack's secrets", async () => {
    const modes = modesOf("exec login s3cret-value");
    const shown = showing(context, modes, await prepareModes(context, modes));
    const check = (): Promise<unknown> => Promise.resolve({ pass: false, error: "exit 1: s3cret-value" });
    await shown.after(running, { check } as unknown as BootTraffic);
    expect(shown.shown).toMatchObject([
      { mode: expect.not.stringContaining("s3cret") as string, error: expect.stringMatching(/^exit 1: \*+/) as string },
    ]);
  });

  test("needs somebody for an Enter", async () => {
    const modes = modesOf("enter");
    const prepared = await prepareModes(context, modes);
    expect(() => showing(context, modes, prepared)).toThrow("Nobody can press Enter here");
  });
});

describe("the key of a profile", () => {
  const shown = (digest: string): { mode: string; digest: string; ms: number } => ({ mode: digest, digest, ms: digest.length });
  test("is as it was when nothing was shown", () => {
    expect(shownKey("k", [])).toBe("k");
  });
  test("is of all that was shown, in any order, however often", () => {
    expect(shownKey("k", [shown("b"), shown("a"), shown("b")])).toBe(shownKey("k", [shown("a"), shown("b")]));
    expect(new Set([shownKey("k", []), shownKey("k", [shown("a")]), shownKey("k", [shown("b")]), shownKey("l", [shown("a")])]).size).toBe(
      4,
    );
  });
  test("a container counts by its image, a command by its words", async () => {
    const digests = async (image: string, ...written: readonly string[]): Promise<readonly string[]> => {
      const images = new Map([["shop/e2e", { id: image }]]) as unknown as RunContext["images"];
      return (await prepareModes({ ...context, images }, modesOf(...written))).map(({ digest }) => digest);
    };
    expect(await digests("sha256:1", "container e2e")).not.toEqual(await digests("sha256:2", "container e2e"));
    expect(await digests("sha256:1", "exec a")).toEqual(await digests("sha256:2", "exec a"));
    expect(await digests("sha256:1", "exec a")).not.toEqual(await digests("sha256:1", "exec b"));
  });
});

test("edges of both profiles are there once", () => {
  const edge = { from: "a", to: "b", origin: "observed", detail: "", port: 1 } as const;
  expect(mergedEdges([edge, { ...edge, port: 2 }], [edge])).toEqual([edge, { ...edge, port: 2 }]);
});

test("addresses: what the file publishes first, HTTP as links, what doesn't run named", () => {
  const state = (service: string, ports: Readonly<Record<number, number>>, more: Partial<ContainerState> = {}): ContainerState =>
    ({ service, ports, status: "running", exitCode: 0, ...more }) as ContainerState;
  const states = [
    state("db", { 5432: 40_001 }),
    state("web", { 8443: 40_002, 8080: 40_003 }),
    state("job", {}, { status: "exited" }),
    state("bad", {}, { status: "exited", exitCode: 3 }),
  ];
  const planned = (name: string, ...ports: readonly number[]): PlannedService =>
    ({ name, ports, probe: { probes: [] } }) as unknown as PlannedService;
  const stack = { model: { services: { web: { ports: [{ target: 8443 }] } } } } as unknown as Stack;
  expect(
    stackAddresses({ stack, services: [planned("db", 5432, 9), planned("web", 8080, 8443)], endpoints: endpointsOf(states), states }),
  ).toEqual([
    "  https://127.0.0.1:40002  →  web:8443",
    "  Reached only by the stack itself otherwise:",
    "  127.0.0.1:40001          →  db:5432",
    "  http://127.0.0.1:40003   →  web:8080",
    "  ! bad does not run: exited, exit code 3",
  ]);
});

test.each([true, false])("openapi checks write or don't when that is asked for: %j", (writes) => {
  const checks: readonly Check[] = [
    { name: "a", use: "training", openapi: { ...usualOpenApi(0), writes: !writes } },
    {
      name: "b",
      use: "training",
      probes: [
        { ...usualOpenApi(1), writes: !writes },
        { kind: "tcp", port: 1 },
      ],
    },
  ];
  const config = { ...defaultConfig, checks };
  const [a, b] = checksWithProbeWrites(config, writes).checks;
  expect([a?.openapi?.writes, b?.probes]).toEqual([
    writes,
    [
      { ...usualOpenApi(1), writes },
      { kind: "tcp", port: 1 },
    ],
  ]);
  expect(checksWithProbeWrites(config, undefined)).toBe(config);
});
