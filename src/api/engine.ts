import { createCompose } from "../docker/compose-cli.js";
import { connectEngine } from "../docker/connect.js";
import { createEngine } from "../docker/engine.js";
import { StackSlimError } from "../model/errors.js";
import type { Compose, Engine } from "../model/ports.js";

export const openCompose = (): Compose => createCompose();

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
