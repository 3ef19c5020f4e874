import { describe, expect, test } from "vitest";
import type { Edge, Variant } from "../../../src/model/stack.js";
import type { Evidence, ServiceVerdict } from "../../../src/model/trial.js";
import { culpritsOf } from "../../../src/trial/culprits.js";

const edge = (from: string, to: string): Edge => ({ from, to, origin: "observed", detail: "" });
const edges = [edge("web", "api"), edge("api", "db"), edge("worker", "queue")];
const verdict = (service: string, kinds: readonly Evidence["kind"][], variant: Variant = "slim"): ServiceVerdict => ({
  service,
  variant,
  pass: kinds.length === 0,
  restarts: 0,
  evidence: kinds.map((kind) => ({ kind, detail: "" })),
});

describe("the culprits of a failed trial", () => {
  test.each<[string, readonly ServiceVerdict[], readonly string[]]>([
    ["nothing failed by itself: nobody", [verdict("web", []), verdict("db", [])], []],
    ["the database, not those that need it", [verdict("web", ["probe"]), verdict("api", ["restarts"]), verdict("db", ["exit"])], ["db"]],
    ["independent failures: both", [verdict("db", ["exit"]), verdict("queue", ["exit"])], ["db", "queue"]],
    ["a dependent that lost a file of its own too", [verdict("api", ["exit", "missing-file"]), verdict("db", ["exit"])], ["api", "db"]],
    ["a dependent of a failing original is explained by it", [verdict("api", ["probe"]), verdict("db", ["exit"], "original")], ["api"]],
    ["an original never", [verdict("db", ["exit"], "original")], []],
  ])("%s", (_, verdicts, names) => {
    expect(culpritsOf(verdicts, edges)).toEqual(names);
  });

  test("a circle of failures blames all of it", () => {
    const circle = [edge("a", "b"), edge("b", "a")];
    expect(culpritsOf([verdict("a", ["probe"]), verdict("b", ["probe"])], circle)).toEqual(["a", "b"]);
  });
});
