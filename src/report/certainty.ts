import { printableLine } from "../model/printable.js";
import type { Report } from "../model/report.js";
import type { OutcomeLabel } from "../model/trial.js";
import { plural } from "./wording.js";

/** What each label claims: docs/search.md. */
const claims: Readonly<Record<OutcomeLabel, string>> = {
  "PROVEN MAXIMUM": "No combination that saves more passes.",
  MAXIMAL: "No single service can be added: each addition was booted and failed.",
  "BEST FOUND": "It passed, and saves the most of all that passed; more may be possible.",
  NONE: "No slim service passed: keep the original.",
};

/** What the outcome claims, what that rests on, and what weakens it; one sentence each. The report must be printable. */
export function certaintyOf(report: Report): readonly string[] {
  const { outcome, checks, services } = report;
  return [
    `${outcome.label} claims: ${claims[outcome.label]}`,
    `It rests on ${plural(outcome.boots, "boot")} of the whole stack.`,
    ...checkSentences(checks),
    ...listed(
      checks.flatMap((check) => {
        const flaky = check.flaky;
        return flaky === undefined ? [] : [`${check.name} (${String(flaky.failures)} of ${plural(flaky.runs, "run")})`];
      }),
      (names) => `These checks fail on the original too, now and then, so that one failure of theirs says little: ${names}.`,
    ),
    ...listed(
      services.filter(({ alone, variant }) => alone === "implied" && variant === "slim").map(({ name }) => name),
      (names) => `Never booted slim alone, since a boot with more slim services passed: ${names}.`,
    ),
    ...listed(
      services.filter((service) => service.exercisedBy.length === 0).map(({ name }) => name),
      (names) => `Nothing is known to have put these to work: ${names}.`,
    ),
    ...listed(
      services.filter(({ probe }) => probe === "none").map(({ name }) => name),
      (names) => `Without a probe, judged by start, restarts and checks alone: ${names}.`,
    ),
  ];
}

function checkSentences(checks: Report["checks"]): readonly string[] {
  if (checks.length === 0) return ["No check was given: only start, readiness and restarts were judged."];
  const passed = (use: string): string => {
    const all = checks.filter((check) => check.use === use);
    return `${String(all.filter(({ final }) => final === "pass").length)} of ${plural(all.length, `${use} check`)}`;
  };
  const heldOut = checks.some(({ use }) => use === "held-out");
  return [
    `In the final trial passed: ${passed("training")} (they ran while profiling too)${heldOut ? ` and ${passed("held-out")} (profiling never saw them)` : ""}.`,
    ...(heldOut ? [] : ["No check was held out: that what profiling never saw works too was not tried."]),
    ...listed(
      checks.filter(({ original }) => original === "fail").map(({ name }) => name),
      (names) => `Left out of the decision, since they fail on the original: ${names}.`,
    ),
  ];
}

const most = 12;

const listed = (names: readonly string[], sentence: (names: string) => string): readonly string[] => {
  if (names.length === 0) return [];
  const more = names.length > most ? ` and ${String(names.length - most)} more` : "";
  return [sentence(names.slice(0, most).map(printableLine).join(", ") + more)];
};
