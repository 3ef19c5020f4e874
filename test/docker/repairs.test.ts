import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { applyFourteen, slimAtLast, slimIn, without, type Applied, type Fourteen } from "./support/fourteen.js";

type Lost = {
  readonly name: Fourteen;
  readonly fault: string;
  readonly what: string;
  /** One of the paths that it misses last. */
  readonly path: string;
  /** What it misses: the paths that a repair may name first. */
  readonly missed: RegExp;
};

const cached = /^\/var\/cache\/fourteen\/late\/\d{3}$/;
const ofPackage = /^\/usr\/share\/perl5\/Debconf\//;

const losses: readonly Lost[] = [
  {
    ...{ name: "mail", fault: "lost 1 cache dies", what: "a file, and dies without a word" },
    ...{ path: "/var/cache/fourteen/late/000", missed: cached },
  },
  {
    ...{ name: "sessions", fault: "lost 1 cache says", what: "a file that its log names" },
    ...{ path: "/var/cache/fourteen/late/000", missed: cached },
  },
  {
    ...{ name: "audit", fault: "lost 10 package dies", what: "10 files of one package, and dies at the first" },
    ...{ path: "/usr/share/perl5/Debconf/DbDriver/Copy.pm", missed: ofPackage },
  },
  {
    ...{ name: "orders", fault: "lost 10 cache dies", what: "10 files of one directory, and dies at the first" },
    ...{ path: "/var/cache/fourteen/late/009", missed: cached },
  },
  {
    ...{ name: "stock", fault: "lost 100 cache silent", what: "100 files, and answers 500 without a word" },
    ...{ path: "/var/cache/fourteen/late/099", missed: cached },
  },
  {
    ...{ name: "users", fault: "program gpgv", what: "a program and its libraries" },
    ...{ path: "/usr/bin/gpgv", missed: /^\/usr\/(bin\/gpgv|lib\/)/ },
  },
];

let applied: Applied;

beforeAll(async () => {
  applied = await applyFourteen(Object.fromEntries(losses.map(({ name, fault }) => [name, fault])));
});

afterAll(() => applied[Symbol.dispose]());

describe("six services of fourteen that miss files which only a held-out check asks for", () => {
  test("are all repaired, none set back", () => {
    const { report, run } = applied;
    expect(run.code, run.stderr).toBe(0);
    expect(slimAtLast(report)).toEqual(without());
    expect(report.outcome.label, report.outcome.why).toBe("PROVEN MAXIMUM");
    expect(report.checks.filter(({ final }) => final !== "pass")).toEqual([]);
  });

  test("are found in one failed boot and confirmed in one more", () => {
    expect(applied.report.outcome.boots).toBe(3);
    expect([1, 2, 3].map((number) => slimIn(applied.boot(number)))).toEqual([[], without(), without()]);
    expect([2, 3].map((number) => applied.boot(number).pass)).toEqual([false, true]);
  });

  test("are the only ones that are changed", () => {
    const repaired = applied.report.services.filter(({ repairs }) => repairs.length > 0).map(({ name }) => name);
    expect(repaired.toSorted()).toEqual(losses.map(({ name }) => name).toSorted());
  });

  test.each(losses)("$name misses $what: it gets that back and little more", async ({ name, path, missed }) => {
    const { repairs, originalBytes = 0, slimBytes = 0 } = applied.service(name);
    expect(repairs.flatMap(({ paths }) => paths).filter((one) => missed.test(one)).length).toBeGreaterThanOrEqual(1);
    expect(await applied.why(name, path)).toContain("kept");
    expect(repairs.map(({ rung }) => rung)).not.toContain("safe policy");
    expect(slimBytes).toBeLessThan(originalBytes / 4);
  });
});
