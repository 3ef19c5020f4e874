import { join } from "node:path";
import type { Profile } from "./profile-stage.js";
import type { LayerSpool } from "./layer-spool.js";
import type { RunContext } from "./run-context.js";
import { slimmingProgress } from "./progress.js";
import { tellRecorded } from "./recorded.js";
import { slimGroups, type SlimGroup } from "./slim-groups.js";
import { Slimmer, type SlimmingTold } from "./slimmer.js";
import { Recording, recordingName } from "./trace-files.js";

/** Makes the slim image of every service that is to have one. */
export async function slimStage(context: RunContext, profile: Profile, spool: LayerSpool): Promise<Slimmer> {
  const recording = await Recording.open(join(context.workspace.directory, recordingName));
  tellRecorded(context, recording);
  const groups = slimGroups(context, profile, recording);
  const slimmer = new Slimmer(context, groups, spool);
  await slimmer.slimAll(teller(context, profile, groups));
  return slimmer;
}

/** Tells how far slimming has come, in bytes of the originals. */
function teller({ emit }: RunContext, profile: Profile, groups: readonly SlimGroup[]): SlimmingTold {
  const of = groups.reduce((sum, { original }) => sum + original.bytes, 0);
  const since = performance.now();
  let [chosen, made] = [0, 0];
  const tell = (): void => {
    const elapsed = (performance.now() - since) / 1000;
    emit({ type: "progress", stage: "slim", ...slimmingProgress({ chosen, made, of, elapsed, profiled: profile.trial.seconds }) });
  };
  return {
    chosen: ({ original }) => {
      chosen += original.bytes;
      tell();
    },
    made: ({ original }) => {
      made += original.bytes;
      tell();
    },
  };
}
