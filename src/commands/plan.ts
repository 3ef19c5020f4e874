import { planOf } from "../api/plan.js";
import { printable, printableJson } from "../model/printable.js";
import { renderPlan } from "../plan/plan-table.js";
import { writePlan } from "../pipeline/write-plan.js";
import { columnsOf, reportOptions } from "./report-options.js";
import { findSource, workspaceParent, type SourceFlags } from "./source.js";

export type PlanFlags = SourceFlags & { readonly json?: boolean; readonly edges?: boolean };

/** Prints the plan and stores it as .stack-slim/plan.json beside the compose file. */
export async function planCommand(files: readonly string[], flags: PlanFlags): Promise<void> {
  const found = await findSource(files, flags);
  const plan = await planOf(found);
  const { colour = false } = reportOptions(process.stdout, process.env);
  const width = columnsOf(process.stdout, process.env);
  const text = `${printableJson(plan, 2)}\n`;
  process.stdout.write(flags.json === true ? text : renderPlan(plan, { width, color: colour, edges: flags.edges === true }));
  const problem = await writePlan(workspaceParent(found.source), text);
  if (problem !== undefined) process.stderr.write(printable(`stack-slim: the plan could not be stored: ${problem}\n`));
}
