import type { Report, ReportCheck, ReportService } from "../model/report.js";
import { printable } from "../model/printable.js";
import { contentOf } from "./content.js";

const ENTITIES: Readonly<Record<string, string>> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&apos;", "\n": "&#10;" };

/** Text safe in an XML 1.0 attribute or element: no control character (as `printable` leaves it), no U+FFFE and U+FFFF. Source: XML 1.0, production Char. */
const xml = (text: string): string =>
  printable(text)
    .replace(/[\ufffe\uffff]/g, "\ufffd")
    .replace(/[&<>"'\n]/g, (character) => ENTITIES[character] ?? character);

type Case = {
  readonly name: string;
  readonly time?: number;
  readonly failure?: string;
  readonly skipped?: string;
  readonly output?: string;
};

const caseElement = (suite: string, { name, time, failure, skipped, output }: Case): string => {
  const open = `    <testcase name="${xml(name)}" classname="${xml(suite)}"${time === undefined ? "" : ` time="${time.toFixed(3)}"`}`;
  const inside = [
    ...(failure === undefined ? [] : [`      <failure message="${xml(failure.split("\n")[0] ?? "")}">${xml(failure)}</failure>`]),
    ...(skipped === undefined ? [] : [`      <skipped message="${xml(skipped)}"/>`]),
    ...(output === undefined || output === "" ? [] : [`      <system-out>${xml(output)}</system-out>`]),
  ];
  return inside.length === 0 ? `${open}/>` : [`${open}>`, ...inside, "    </testcase>"].join("\n");
};

const suiteElement = (name: string, cases: readonly Case[]): string => {
  const failures = cases.filter(({ failure }) => failure !== undefined).length;
  const skipped = cases.filter((one) => one.skipped !== undefined).length;
  const open = `  <testsuite name="${xml(name)}" tests="${cases.length}" failures="${failures}" errors="0" skipped="${skipped}">`;
  return [open, ...cases.map((one) => caseElement(name, one)), "  </testsuite>"].join("\n");
};

const serviceCase = (report: Report, service: ReportService): Case => {
  const evidence = contentOf({ ...report, services: [service] }).culprits.flatMap((one) =>
    one.evidence.map(({ kind, lines }) => `${kind}: ${lines.join("\n")}`),
  );
  const output = [`${service.variant}: ${service.why}`, ...evidence].join("\n");
  if (service.final === "fail") return { name: service.name, failure: evidence[0] ?? service.why, output };
  return service.final === "not-tried" ? { name: service.name, skipped: "not in a final trial", output } : { name: service.name, output };
};

const checkCase = (report: Report, check: ReportCheck): Case => {
  const ms = report.trials.findLast(({ purpose }) => purpose === "final")?.checks.find(({ name }) => name === check.name)?.ms;
  const name = check.use === "held-out" ? `${check.name} (held-out)` : check.name;
  const time = ms === undefined ? {} : { time: ms / 1000 };
  if (check.final === "fail") return { name, ...time, failure: check.error ?? "failed in the final trial" };
  return check.final === "not-tried" ? { name, skipped: "not run on a final trial" } : { name, ...time };
};

/** JUnit XML as CI servers read it: suites outcome, services and checks. A service that had to stay original is no failure; one that fails in the final trial is. */
export const junitReport = (report: Report): string => {
  const { label, why } = report.outcome;
  const outcome: Case = { name: "a slim combination works", output: `${label}: ${why}`, ...(label === "NONE" ? { failure: why } : {}) };
  const suites = [
    { name: "outcome", cases: [outcome] },
    { name: "services", cases: report.services.map((service) => serviceCase(report, service)) },
    { name: "checks", cases: report.checks.map((check) => checkCase(report, check)) },
  ];
  const cases = suites.flatMap((suite) => suite.cases);
  const seconds = Object.values(report.outcome.seconds).reduce((total, part) => total + part, 0);
  const failures = cases.filter(({ failure }) => failure !== undefined).length;
  const open = `<testsuites name="${xml(`stack-slim ${report.project}`)}" tests="${cases.length}" failures="${failures}" errors="0" time="${seconds.toFixed(3)}">`;
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    open,
    ...suites.map(({ name, cases: list }) => suiteElement(name, list)),
    "</testsuites>",
    "",
  ].join("\n");
};
