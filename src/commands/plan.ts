import { printable, printableJson } from "../model/printable.js";
import { planStage } from "../pipeline/plan-stage.js";
import { renderPlan } from "../plan/plan-table.js";
import { writePlan } from "../pipeline/write-plan.js";
import { engineIfAny, openCompose } from "./engine.js";
import { columnsOf, reportOptions } from "./report-options.js";
import { findSource, type SourceFlags } from "./source.js";

export type PlanFlags = SourceFlags & { readonly json?: boolean; readonly edges?: boolean };

/** Prints the plan and stores it as .stack-slim/plan.json beside the compose file. */
export async function planCommand(files: readonly string[], flags: PlanFlags): Promise<void> {
  const { source, config } = await findSource(files, flags);
  const found = await engineIfAny();
  const ports = "engine" in found ? { engine: found.engine } : { imageProblem: found.problem };
  const { publicPlan } = await planStage({ source, config }, { compose: openCompose(), ...ports });
  const { colour = false } = reportOptions(process.stdout, process.env);
  const width = columnsOf(process.stdout, process.env);
  const text = `${printableJson(publicPlan, 2)}\n`;
  process.stdout.write(flags.json === true ? text : renderPlan(publicPlan, { width, color: colour, edges: flags.edges === true }));
  const problem = await writePlan(source, text);
  if (problem !== undefined) process.stderr.write(printable(`stack-slim: the plan could not be stored: ${problem}\n`));
}
