import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { beforeAll, describe, expect, test } from "vitest";
import type { TraceFact } from "../../src/model/trace.js";
import type { SeenContainer } from "./support/containers-seen.js";
import { bootKinds, kindsFolder, type KindsBoots } from "./support/kinds-boots.js";
import { runtimeKinds } from "./support/kinds-runtimes.js";
import { ownKinds, type Kind } from "./support/kinds.js";
import type { Identity } from "./support/process-identity.js";

/**
 * One stack with every kind of container, booted as it is and under the sensor. The processes are looked at from the host, so what a container may
 * notice of the sensor is compared field by field; docs/sensor.md lists what may differ.
 */
let boots: KindsBoots;

beforeAll(async () => {
  const build = (script: string, ...names: string[]): void => {
    execFileSync(script, names, { stdio: ["ignore", "ignore", "inherit"] });
  };
  build(join(kindsFolder, "build"));
  build(fileURLToPath(new URL("../../bench/generalise/build.sh", import.meta.url)), ...runtimeKinds.map(({ name }) => name));
  boots = await bootKinds();
  // A machine that has none of the images yet makes them now.
}, 1_800_000);

const kinds = [...ownKinds, ...runtimeKinds];

/** What a process has without the sensor and docs/sensor.md says it may lack: the descriptors of io_uring. */
const withoutIoUring = (identity: Identity, { ioUring = false }: Kind): Identity =>
  ioUring ? { ...identity, descriptors: (identity["descriptors"] ?? "").replaceAll("anon_inode:[io_uring]\n", "") } : identity;

/** What docs/sensor.md says may differ, taken out of an observed process: one filter more, and the gate's mount. */
function withoutSensor(identity: Identity, { unconfined = false }: Kind): Identity {
  const filters = Number(identity["Seccomp_filters"]) - 1;
  return {
    ...withoutMount(identity),
    Seccomp_filters: String(filters),
    ...(unconfined && filters === 0 ? { Seccomp: "0" } : {}),
  };
}

const withoutMount = (identity: Identity): Identity => ({
  ...identity,
  mounts: (identity["mounts"] ?? "")
    .split("\n")
    .filter((line) => !line.startsWith("/.stack-slim ro,"))
    .join("\n"),
});

/** The engine's init never was under the gate: it shows how the gate was started, and has what the gate was given to drop. */
function withoutGate(identity: Identity): Identity {
  const { command, CapPrm, CapEff, CapBnd, Seccomp_filters: _, ...rest } = withoutMount(identity);
  const [capabilities] = [CapPrm, CapEff, CapBnd].map((set) => BigInt(`0x${set ?? "0"}`) & ~(1n << 21n));
  const words = (command ?? "").replace(/\/\.stack-slim\/gate\n(?:-\S+\n(?:[0-9a-f]+\n)?)*\S+\n--\n/, "");
  return { ...rest, command: words, capabilities: String(capabilities) };
}

const of = (containers: readonly SeenContainer[], service: string): readonly SeenContainer[] =>
  containers.filter((container) => container.service === service);

const lineOf = ({ kind, state, path, final }: TraceFact): string => `${kind} ${state} ${path} ${final}`;

test("every container got ready in both boots, and the sensor lost nothing", () => {
  // profileStage has thrown if it did.
  expect(boots.troubles).toEqual([]);
  expect(new Set(boots.plain.map(({ service }) => service))).toEqual(new Set(kinds.map(({ name }) => name)));
});

describe.each(kinds)("$name", (kind) => {
  const { name, also = [], asks, log = false, count = 1, endsWith } = kind;

  test("is what it is without the sensor", () => {
    const plain = of(boots.plain, name);
    const observed = of(boots.observed, name);
    expect([plain.length, observed.length]).toEqual([count, count]);
    for (const [at, container] of plain.entries()) {
      const other = observed[at];
      expect(other?.exitCode).toBe(endsWith ?? 0);
      expect(other?.main === undefined).toBe(endsWith !== undefined);
      if (kind.init === true) expect(withoutGate(other?.main ?? {})).toEqual(withoutGate(container.main ?? {}));
      else if (container.main !== undefined) expect(withoutSensor(other?.main ?? {}, kind)).toEqual(withoutIoUring(container.main, kind));
      for (const program of also) {
        expect(Object.keys(container.others)).toContain(program);
        expect(withoutSensor(other?.others[program] ?? {}, kind)).toEqual(container.others[program]);
      }
      if (log) expect(other?.log).toBe(container.log);
    }
  });

  test("is seen whole", () => {
    const facts = boots.facts.get(name) ?? [];
    const lines = facts.map(lineOf);
    expect(facts.filter(({ kind, path }) => kind === "hello" && path === "main").length).toBeGreaterThanOrEqual(count);
    expect(asks.filter((wanted) => !lines.some((line) => wanted.test(line)))).toEqual([]);
    // A second witness: whatever a process has mapped or open was asked for by somebody.
    const known = new Set(facts.filter(({ state }) => state !== "e").map(({ final }) => final));
    const unknown = of(boots.observed, name).flatMap(({ files }) => [...files].filter((file) => !known.has(file)));
    expect(unknown).toEqual([]);
  });
});
