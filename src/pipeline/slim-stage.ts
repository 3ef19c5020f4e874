import { join } from "node:path";
import type { Profile } from "./profile-stage.js";
import type { LayerSpool } from "./layer-spool.js";
import type { RunContext } from "./run-context.js";
import { slimGroups } from "./slim-groups.js";
import { Slimmer } from "./slimmer.js";
import { Recording, recordingName } from "./trace-files.js";
import { tellRecorded } from "./recorded.js";

/** Makes the slim image of every service that is to have one. */
export async function slimStage(context: RunContext, profile: Profile, spool: LayerSpool): Promise<Slimmer> {
  const recording = await Recording.open(join(context.workspace.directory, recordingName));
  tellRecorded(context, recording);
  const slimmer = new Slimmer(context, slimGroups(context, profile, recording), spool);
  await slimmer.slimAll();
  return slimmer;
}
