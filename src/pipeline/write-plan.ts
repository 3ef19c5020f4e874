import { writeBeside } from "../workspace/index.js";

/** Stores the plan beside the compose file in `folder` without taking the workspace's lock: planning must work beside a running apply. Gives why it could not. */
export async function writePlan(folder: string, text: string): Promise<string | undefined> {
  try {
    await writeBeside(folder, "plan.json", text);
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}
