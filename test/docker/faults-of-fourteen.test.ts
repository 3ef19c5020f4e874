import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { applyFourteen, slimAtLast, slimIn, without, type Applied, type Fourteen } from "./support/fourteen.js";

type Case = {
  readonly faults: readonly Fourteen[];
  /** A run that may boot no oftener than it takes to find the best can't prove it. */
  readonly options: readonly string[];
  readonly label: string;
  readonly mostBoots: number;
};

/** One and half of them; what lies between is in bench/search-real.mjs. */
const cases: readonly Case[] = [
  { faults: ["orders"], options: ["--parallel", "2"], label: "PROVEN MAXIMUM", mostBoots: 5 },
  {
    faults: ["account", "catalogue", "gate", "mail", "prices", "sessions", "shipping"],
    options: ["--max-boots", "3"],
    label: "BEST FOUND",
    mostBoots: 3,
  },
];

describe.each(cases)("of fourteen services, $faults can never be slim", ({ faults, options, label, mostBoots }) => {
  let applied: Applied;

  beforeAll(async () => {
    applied = await applyFourteen(Object.fromEntries(faults.map((name) => [name, "unrepairable"])), ...options);
  });

  afterAll(() => applied[Symbol.dispose]());

  test("exactly these stay original, and everything passes", () => {
    expect(applied.run.code, applied.run.stderr).toBe(0);
    expect(slimAtLast(applied.report)).toEqual(without(...faults));
    expect(applied.report.services.filter(({ final }) => final !== "pass")).toEqual([]);
    expect(applied.report.checks.filter(({ final }) => final !== "pass")).toEqual([]);
  });

  test("the third boot is the best there is: the profile, all slim, the rest", () => {
    expect([1, 2, 3].map((number) => slimIn(applied.boot(number)))).toEqual([[], without(), without(...faults)]);
    expect([1, 2, 3].map((number) => applied.boot(number).pass)).toEqual([true, false, true]);
  });

  test("the label says how sure that is", () => {
    expect(applied.report.outcome.label, applied.report.outcome.why).toBe(label);
    expect(applied.report.outcome.boots).toBeLessThanOrEqual(mostBoots);
  });

  test.each(faults)("%s is named by how it ended", (name) => {
    expect(applied.service(name).evidence.find(({ kind }) => kind === "exit")?.detail).toBe(
      "ended with exit code 1; the original keeps running",
    );
  });
});

describe("of fourteen services, two can't both be slim", () => {
  let applied: Applied;

  beforeAll(async () => {
    applied = await applyFourteen({ prices: "half", stock: "half" });
  });

  afterAll(() => applied[Symbol.dispose]());

  test("the one that saves less stays original, proven", () => {
    const { report, run, service, boot } = applied;
    expect(run.code, run.stderr).toBe(0);
    expect(service("stock").originalBytes).toBeLessThan(service("prices").originalBytes ?? 0);
    expect(slimAtLast(report)).toEqual(without("stock"));
    expect(report.outcome.label, report.outcome.why).toBe("PROVEN MAXIMUM");
    expect(report.outcome.boots).toBeLessThanOrEqual(10);
    // They were found by swapping them in the boot that failed: the next one is right.
    expect([slimIn(boot(3)), boot(3).pass]).toEqual([without("stock"), true]);
  });

  test("it is shown by the check that fails with both", () => {
    expect(applied.boot(2).checks.flatMap(({ name, pass }) => (pass ? [] : [name]))).toEqual(["one whole copy"]);
    expect(applied.service("stock").evidence.find(({ kind }) => kind === "check")?.detail).toContain('the check "one whole copy" fails');
  });
});
