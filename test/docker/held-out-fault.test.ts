import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { applyFourteen, slimAtLast, without, type Applied } from "./support/fourteen.js";

let applied: Applied;

beforeAll(async () => {
  applied = await applyFourteen({ users: "unrepairable-late" });
});

afterAll(() => applied[Symbol.dispose]());

describe("a fault of one service of fourteen that only a held-out check shows, and no log", () => {
  test("is not seen by the profile, nor by any check that is trained on", () => {
    expect(applied.check("late")).toMatchObject({ use: "held-out", allSlim: "fail" });
    expect(applied.report.checks.filter(({ allSlim }) => allSlim !== "pass").map(({ name }) => name)).toEqual(["late"]);
    expect(applied.boot(1).checks.map(({ name }) => name)).not.toContain("late");
  });

  test("leaves that service original, and no other", () => {
    const { report, run } = applied;
    expect(run.code, run.stderr).toBe(0);
    expect(slimAtLast(report)).toEqual(without("users"));
    expect(report.outcome.label, report.outcome.why).toBe("PROVEN MAXIMUM");
    // Of fourteen services, nobody blamed: the check may rest on any of them, so groups of them are booted.
    expect(report.outcome.boots).toBeLessThanOrEqual(12);
  });

  test("has the held-out check pass in the end", () => {
    expect(applied.report.checks.filter(({ final }) => final !== "pass")).toEqual([]);
    expect(applied.service("users").evidence.find(({ kind }) => kind === "check")?.detail).toContain('the check "late" fails');
  });
});
