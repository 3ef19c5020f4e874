import { describe, expect, test } from "vitest";
import type { Edge, Variant } from "../../../src/model/stack.js";
import type { CheckVerdict, Evidence, ServiceVerdict } from "../../../src/model/trial.js";
import { blameOf, type Blame } from "../../../src/trial/blame.js";

const edge = (from: string, to: string): Edge => ({ from, to, origin: "observed", detail: "" });
const verdict = (service: string, kinds: readonly Evidence["kind"][], variant: Variant = "slim"): ServiceVerdict => ({
  service,
  variant,
  pass: kinds.length === 0,
  restarts: 0,
  evidence: kinds.map((kind) => ({ kind, detail: "" })),
});
const check = (...services: string[]): CheckVerdict => ({ name: "c", use: "training", pass: false, error: "no", services, ms: 1 });
const blame = (
  verdicts: readonly ServiceVerdict[],
  edges: readonly Edge[],
  {
    failedChecks = [],
    neverReached = [],
  }: { readonly failedChecks?: readonly CheckVerdict[]; readonly neverReached?: readonly string[] } = {},
): Blame => blameOf({ verdicts, edges, failedChecks, neverReached: new Set(neverReached) });

describe("the culprits of a failed trial", () => {
  const edges = [edge("web", "api"), edge("api", "db"), edge("worker", "queue")];
  test.each<[string, readonly ServiceVerdict[], readonly string[]]>([
    ["nothing failed by itself: nobody", [verdict("web", []), verdict("db", [])], []],
    ["the database, not those that need it", [verdict("web", ["probe"]), verdict("api", ["restarts"]), verdict("db", ["exit"])], ["db"]],
    ["independent failures: both", [verdict("db", ["exit"]), verdict("queue", ["exit"])], ["db", "queue"]],
    ["a dependent that lost a file of its own too", [verdict("api", ["exit", "missing-file"]), verdict("db", ["exit"])], ["api", "db"]],
    ["a dependent of a failing original is explained by it", [verdict("api", ["probe"]), verdict("db", ["exit"], "original")], ["api"]],
    ["an original never", [verdict("db", ["exit"], "original")], []],
  ])("%s", (_, verdicts, names) => {
    expect(blame(verdicts, edges).culprits).toEqual(names);
  });

  test("a circle of failures blames all of it, and only one failing in a circle that one", () => {
    const circle = [edge("a", "b"), edge("b", "a")];
    expect(blame([verdict("a", ["probe"]), verdict("b", ["probe"])], circle).culprits).toEqual(["a", "b"]);
    expect(blame([verdict("a", ["probe"]), verdict("b", [])], circle).culprits).toEqual(["a"]);
  });

  test("services compose never reached are not among them, and explain who needs them", () => {
    const verdicts = [verdict("web", ["probe"]), verdict("api", ["not-started"]), verdict("db", ["not-started"])];
    expect(blame(verdicts, edges, { neverReached: ["api"] }).culprits).toEqual(["db"]);
    expect(blame([verdict("api", ["not-started"])], edges, { neverReached: ["api"] }).culprits).toEqual([]);
  });
});

describe("suspects", () => {
  const edges = [edge("judge", "left"), edge("judge", "right"), edge("web", "api")];
  const well = (...names: string[]): readonly ServiceVerdict[] => names.map((name) => verdict(name, []));
  const others = ["web", "api", "worker", "queue"];

  test("are the slim services that a culprit without a cause of its own needs", () => {
    expect(blame([verdict("judge", ["probe", "log"]), ...well("left", "right", ...others)], edges)).toEqual({
      culprits: ["judge"],
      suspects: ["left", "right"],
      acquitted: [],
    });
    expect(blame([verdict("judge", ["exit"]), ...well("left", "right", ...others)], edges).suspects).toEqual([]);
  });

  test("are the slim services that a failing original needs, which is acquitted", () => {
    const verdicts = [verdict("judge", ["probe"], "original"), verdict("left", [], "original"), ...well("right", ...others)];
    expect(blame(verdicts, edges)).toEqual({ culprits: [], suspects: ["right"], acquitted: ["judge"] });
  });

  test("an original that fails because of a failing slim service is not acquitted", () => {
    const verdicts = [verdict("judge", ["probe"], "original"), verdict("left", ["exit"]), ...well("right", ...others)];
    expect(blame(verdicts, edges)).toEqual({ culprits: ["left"], suspects: [], acquitted: [] });
  });

  test("are whom a failed check talks to and what these need, unless a failure among them explains it", () => {
    const verdicts = well("judge", "left", "right", ...others);
    expect(blame(verdicts, edges, { failedChecks: [check("judge")] }).suspects).toEqual(["judge", "left", "right"]);
    const explained = [verdict("api", ["exit"]), ...well("judge", "left", "right", "web", "worker")];
    expect(blame(explained, edges, { failedChecks: [check("web")] })).toEqual({ culprits: ["api"], suspects: [], acquitted: [] });
  });

  test("are nobody when most of what runs slim is pointed at", () => {
    const verdicts = well("judge", "left", "right", "web", "api");
    expect(blame(verdicts, edges, { failedChecks: [check("judge")] }).suspects).toEqual([]);
  });
});
