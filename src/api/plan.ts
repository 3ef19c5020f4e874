import type { Plan } from "../model/plan.js";
import { planStage } from "../pipeline/plan-stage.js";
import { engineIfAny, openCompose } from "./engine.js";
import { findStack, type FoundStack } from "./find-stack.js";
import { underControl } from "./run-control.js";
import type { RunControl, StackOptions } from "./stack-options.js";

export type PlanOptions = StackOptions & RunControl;

/**
 * The order, a probe for each service, and the reasons. Runs, pulls and writes nothing; needs Docker Compose, but no engine: without one, what is
 * only known from images is missing. Passwords are masked.
 * @throws StackSlimError exit 2 when compose or the configuration refuse, 3 when there is no Docker Compose.
 */
export function plan(options: PlanOptions = {}): Promise<Plan> {
  return underControl(options, async ({ signal, emit }) => {
    const stack = await findStack(options);
    emit({ type: "stage", stage: "plan", status: "start" });
    const made = await planOf(stack);
    signal.throwIfAborted();
    emit({ type: "stage", stage: "plan", status: "done" });
    return made;
  });
}

/** The same of a stack that was found already. */
export async function planOf(stack: FoundStack): Promise<Plan> {
  const found = await engineIfAny();
  const ports = "engine" in found ? { engine: found.engine } : { imageProblem: found.problem };
  return (await planStage(stack, { compose: openCompose(), ...ports })).publicPlan;
}
