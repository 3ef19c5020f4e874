import type { ComposeModel, ComposeVolume } from "../model/compose-model.js";
import type { Warn } from "./isolate-options.js";
import { keptLabels, type TrialLabels } from "./isolate-labels.js";

/**
 * The stack's named volumes, empty and the trial's own. Driver options are kept only where they lead to memory: any other kind of volume (a network
 * share, a bind of a host folder) is the user's data under a new name.
 */
export const freshVolumes = (volumes: ComposeModel["volumes"], labels: TrialLabels, warn: Warn): Record<string, ComposeVolume> =>
  Object.fromEntries(Object.entries(volumes ?? {}).map(([key, volume]) => [key, freshVolume(key, volume ?? {}, labels, warn)]));

const freshVolume = (key: string, volume: ComposeVolume, labels: TrialLabels, warn: Warn): ComposeVolume => {
  if (volume.external) {
    warn(`volume ${key}: the external volume ${volume.name ?? key} is replaced by an empty one`);
    return { labels };
  }
  const options = (volume.driver_opts ?? {}) as Record<string, string>;
  const isMemory = options.type === "tmpfs";
  if (typeof volume.driver === "string" && volume.driver !== "local")
    warn(`volume ${key}: driver ${volume.driver} is replaced by an empty local volume`);
  else if (Object.keys(options).length > 0 && !isMemory)
    warn(`volume ${key}: ${options.device ?? "its driver options"} is replaced by an empty volume`);
  const own = keptLabels((volume.labels ?? {}) as Record<string, string>).kept;
  return { ...(isMemory ? { driver: "local", driver_opts: options } : {}), labels: { ...own, ...labels } };
};
