import { expect, test } from "vitest";
import type { Exchange, Trial } from "../../../src/model/trial.js";
import { buildReport } from "../../../src/report/index.js";
import { htmlReport } from "../../../src/report/html/page.js";
import { judgingTrials } from "../../../src/report/cells.js";
import { differencesOf } from "../../../src/report/differences.js";
import { sampleRun } from "./sample.js";

const answer = (status: number, bytes = 100, text = "fine"): Exchange["answer"] => ({ status, type: "text/html", bytes, text });

/** The sample's trials: 1 the profile, where "order flow" never ran, 2 all slim, where it failed, 4 the final one. */
const withAnswers = (name: string, byBoot: Readonly<Record<number, readonly Exchange[]>>): readonly Trial[] =>
  sampleRun.trials.map((trial) => {
    const exchanges = byBoot[trial.boot];
    const checks = trial.checks.map((verdict) => (verdict.name === name && exchanges !== undefined ? { ...verdict, exchanges } : verdict));
    return { ...trial, checks };
  });

const differences = (name: string, byBoot: Readonly<Record<number, readonly Exchange[]>>): readonly unknown[] => {
  const trials = withAnswers(name, byBoot);
  const slimmable = sampleRun.slimImages.map(({ service }) => service);
  return differencesOf(trials, judgingTrials(trials, sampleRun.outcome, slimmable), name);
};

const get = (path: string, told: Exchange["answer"]): Exchange => ({ request: `GET ${path}`, answer: told });

test.each<[what: string, original: Exchange["answer"], slim: Exchange["answer"], differs: boolean]>([
  ["the same", answer(200), answer(200, 100, "fine too"), false],
  ["a status", answer(200), answer(500), true],
  ["a media type", answer(200), { status: 200, type: "application/json", bytes: 100 }, true],
  ["a little less", answer(200, 10_000), answer(200, 9_500), false],
  ["a part less", answer(200, 10_000), answer(200, 8_000), true],
  ["a token's length", answer(200, 10), answer(200, 60), false],
  ["no answer", answer(200), { error: "connection closed without an answer" }, true],
  ["no answer on either side", { error: "refused" }, { error: "reset" }, false],
])("a passing check that was answered otherwise in the final trial: %s", (_, original, slim, differs) => {
  const found = differences("login", { 1: [get("/", original)], 4: [get("/", slim)] });
  const expected = { request: "GET /", reference: { boot: 1, original: true, answer: original }, slim: { boot: 4, answer: slim } };
  expect(found).toEqual(differs ? [expected] : []);
});

test("a check that failed is told by the trial it failed in, and compared with one it passed in when it never ran on the original", () => {
  const found = differences("order flow", {
    2: [get("/a", answer(200)), get("/orders/17", answer(503))],
    4: [get("/a", answer(200)), get("/orders/4", answer(201)), get("/b", answer(200))],
  });
  expect(found).toEqual([
    {
      request: "GET /orders/17",
      reference: { boot: 4, original: false, answer: answer(201) },
      slim: { boot: 2, answer: answer(503) },
    },
  ]);
});

test("steps of another method aren't compared", () => {
  expect(differences("login", { 1: [get("/", answer(200))], 4: [{ request: "POST /", answer: answer(500) }] })).toEqual([]);
});

test("a report keeps the differences of many answers, not the answers; its page shows them escaped", () => {
  const trials = withAnswers("login", { 1: [get("/", answer(200))], 4: [get("/", answer(500, 90, "<b>broken</b>"))] });
  const report = buildReport({ ...sampleRun, trials });
  expect(report.trials.flatMap(({ checks }) => checks).filter((verdict) => "exchanges" in verdict)).toEqual([]);
  expect(report.checks.find(({ name }) => name === "login")?.differences).toHaveLength(1);
  const page = htmlReport(report, {});
  expect(page).toContain("login: answered otherwise");
  expect(page).toMatch(/<strong>500<\/strong> text\/html 90 B\s*<pre>&lt;b&gt;broken&lt;\/b&gt;<\/pre>/);
});
