import { writeBeside } from "../workspace/index.js";
import { configSchema, configSchemaName } from "./config-schema.js";

/** Stores the plan beside the compose file in `folder` without taking the workspace's lock: planning must work beside a running apply. Gives why it could not. */
export async function writePlan(folder: string, text: string): Promise<string | undefined> {
  try {
    await writeBeside(folder, "plan.json", text);
    // For the line that init writes: whoever gets stack-slim.yml from version control has no such file yet.
    await writeBeside(folder, configSchemaName, configSchema());
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}
