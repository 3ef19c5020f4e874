import { dirname } from "node:path";
import type { StackSource } from "../model/stack.js";
import { writeBeside } from "../workspace/index.js";

/** Stores the plan in the workspace folder without taking its lock: planning must work beside a running apply. Gives why it could not. */
export async function writePlan(source: StackSource, text: string): Promise<string | undefined> {
  try {
    await writeBeside(dirname(source.files[0] ?? source.projectDirectory), "plan.json", text);
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}
