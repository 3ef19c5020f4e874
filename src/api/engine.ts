import { createCompose } from "../docker/compose-cli.js";
import { connectEngine, connectTo, engineEndpoint } from "../docker/connect.js";
import { createEngine } from "../docker/engine.js";
import { StackSlimError } from "../model/errors.js";
import type { Compose, Engine } from "../model/ports.js";
import { needEngine } from "../pipeline/examine.js";

export const openCompose = (): Compose => createCompose();

/** The engine for a run. @throws StackSlimError exit 3 when none answers, or `doctor` would say that it can't be worked with. */
export async function openWorkingEngine(): Promise<Engine> {
  const endpoint = await engineEndpoint();
  const engine = createEngine(await connectTo(endpoint));
  await needEngine(engine, endpoint);
  return engine;
}

export const openEngine = async (): Promise<Engine> => createEngine(await connectEngine());

/** The engine when one answers; else why none does. For commands that can do without. */
export async function engineIfAny(): Promise<{ readonly engine: Engine } | { readonly problem: string }> {
  try {
    return { engine: await openEngine() };
  } catch (error) {
    if (error instanceof StackSlimError) return { problem: error.message };
    throw error;
  }
}
