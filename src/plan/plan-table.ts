import prettyBytes from "pretty-bytes";
import type { Plan, PlannedService } from "../model/plan.js";
import { clip, printableLine, textWidth } from "../model/printable.js";
import { edgeLines } from "./edge-lines.js";
import { layOut, type Column } from "./lay-out.js";

export type PlanTableOptions = {
  /** Columns of the terminal; lines are cut with `…` to fit. */
  readonly width: number;
  readonly color: boolean;
  /** Every edge with its origin, instead of one line a service. */
  readonly edges?: boolean;
};

const columns: readonly Column[] = [
  { title: "SERVICE", share: 2 },
  { title: "IMAGE", share: 4 },
  { title: "SIZE", share: 0, right: true },
  { title: "VARIANT", share: 0 },
  { title: "PROBE", share: 3 },
  { title: "WHY", share: 5 },
];

/** The plan for a person: services in order with what is planned for each and why, then dependencies, cycles, checks and warnings. */
export function renderPlan(plan: Plan, { width, color, edges = false }: PlanTableOptions): string {
  const bold = (text: string): string => (color ? `\u001b[1m${text}\u001b[22m` : text);
  const yellow = (text: string): string => (color ? `\u001b[33m${text}\u001b[39m` : text);
  const [header = "", ...rows] = layOut(columns, plan.services.map(row), width);
  return [
    bold(header),
    ...rows,
    ...unknownSizes(plan.services).flatMap(wrap(width - 2)),
    ...section(edges ? "Dependencies" : "Dependency order", edgeLines(plan, edges).map(printableLine)).map(cut(width)),
    ...section(
      "Cycles, started together",
      plan.cycles.map((cycle) => cycle.join(" ⇄ ")),
    ).map(cut(width)),
    ...section("Checks", checkLines(plan).map(printableLine)).map(cut(width)),
    ...section("Warnings", plan.warnings.flatMap(wrap(width - 4))).map(yellow),
    "",
  ].join("\n");
}

function row(service: PlannedService): readonly string[] {
  const { name, image, bytes, variant, why, probe } = service;
  const reason = variant === "original" ? why : probe.why;
  return [name, image, bytes === undefined ? "unknown" : prettyBytes(bytes), variant, probe.name, reason];
}

/** The reason once for all services that share it. */
function unknownSizes(services: readonly PlannedService[]): readonly string[] {
  const reasons = services.flatMap(({ bytesUnknown }) => bytesUnknown ?? []);
  return [...new Set(reasons)].map((reason) => {
    const count = reasons.filter((other) => other === reason).length;
    return `Size unknown of ${count} of ${services.length}: ${reason}.`;
  });
}

function checkLines({ checks }: Plan): readonly string[] {
  return (["training", "held-out"] as const).flatMap((use) => {
    const names = checks.filter((check) => check.use === use).map(({ name }) => name);
    return names.length === 0 ? [] : [`${use}: ${names.join(", ")}`];
  });
}

const section = (title: string, lines: readonly string[]): readonly string[] =>
  lines.length === 0 ? [] : ["", `${title}:`, ...lines.map((line) => `  ${line}`)];

const cut =
  (width: number) =>
  (line: string): string =>
    clip(line, width);

const wrap =
  (width: number) =>
  (text: string): readonly string[] => {
    const lines: string[] = [];
    for (const word of printableLine(text).split(" ")) {
      const last = lines.at(-1);
      if (last !== undefined && textWidth(last) + textWidth(word) + 1 <= width) lines[lines.length - 1] = `${last} ${word}`;
      else lines.push(last === undefined ? word : `  ${word}`);
    }
    return lines;
  };
