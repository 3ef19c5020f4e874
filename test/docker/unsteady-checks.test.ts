import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { applyFourteen, slimAtLast, slimIn, without, type Applied } from "./support/fourteen.js";

let applied: Applied;

beforeAll(async () => {
  applied = await applyFourteen({ audit: "flaky", gate: "broken", basket: "broken-late" });
});

afterAll(() => applied[Symbol.dispose]());

describe("checks that the original itself fails", () => {
  test("set no service back, whether they fail always or once in ten times", () => {
    const { report, run } = applied;
    expect(run.code, run.stderr).toBe(0);
    expect(slimAtLast(report)).toEqual(without());
    expect(report.services.filter(({ repairs }) => repairs.length > 0)).toEqual([]);
    expect(report.outcome.label, report.outcome.why).toBe("PROVEN MAXIMUM");
  });

  test("cost one boot: of the original, for the check that no profile runs", () => {
    expect(applied.report.trials.map(({ purpose }) => purpose)).toEqual(["profile", "all-slim", "original"]);
    expect(slimIn(applied.boot(3))).toEqual([]);
  });

  test("are said to be flaky when they pass and fail, with how often", () => {
    const flaky = applied.report.checks.filter((check) => check.flaky !== undefined);
    // One in ten requests fails: of ten checks that make one each, some one at every boot.
    expect(flaky.length).toBeGreaterThanOrEqual(1);
    for (const { name, flaky: tries, final } of flaky) {
      expect(name).toMatch(/^roll \d+$/);
      expect(tries?.failures).toBeGreaterThanOrEqual(1);
      expect(tries?.failures).toBeLessThan(tries?.runs ?? 0);
      expect(final).toBe("pass");
    }
    for (const { checks } of applied.report.trials.slice(0, 2))
      expect(checks.filter(({ flake }) => flake !== undefined).length).toBeGreaterThanOrEqual(1);
  });

  test.each(["broken", "broken late"])("are left out of the decision and reported when they only fail: %s", (name) => {
    expect(applied.check(name)).toMatchObject({ original: "fail", allSlim: "fail", final: "fail" });
    expect(applied.check(name)).not.toHaveProperty("flaky");
    expect(applied.report.warnings.filter((warning) => warning.includes(`the check "${name}" fails on the original too`))).toHaveLength(1);
  });
});
