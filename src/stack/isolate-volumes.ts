import type { ComposeModel, ComposeVolume } from "../model/compose-model.js";
import type { VolumeClone, Warn } from "./isolate-options.js";
import { keptLabels, type TrialLabels } from "./isolate-labels.js";

/**
 * The stack's named volumes, empty and the trial's own. Driver options are kept only where they lead to memory: any other kind of volume (a network
 * share, a bind of a host folder) is the user's data under a new name.
 */
export const freshVolumes = (
  volumes: ComposeModel["volumes"],
  { labels, cloned = false, warn }: { readonly labels: TrialLabels; readonly cloned?: boolean; readonly warn: Warn },
): Record<string, ComposeVolume> =>
  Object.fromEntries(
    Object.entries(volumes ?? {}).map(([key, volume]) => [key, freshVolume(key, volume ?? {}, labels, cloned ? () => undefined : warn)]),
  );

/** What has to be copied from the user's volumes into the trial's before it starts; memory has nothing to copy. */
export const volumeClones = ({ name, volumes }: Pick<ComposeModel, "name" | "volumes">, project: string): readonly VolumeClone[] =>
  Object.entries(volumes ?? {}).flatMap(([key, volume]) =>
    isMemory(volume ?? {}) ? [] : [{ from: volume?.name ?? `${name}_${key}`, to: `${project}_${key}` }],
  );

const driverOptions = (volume: ComposeVolume): Readonly<Record<string, string>> => (volume.driver_opts ?? {}) as Record<string, string>;
const isMemory = (volume: ComposeVolume): boolean => volume.external !== true && driverOptions(volume).type === "tmpfs";

const freshVolume = (key: string, volume: ComposeVolume, labels: TrialLabels, warn: Warn): ComposeVolume => {
  if (volume.external) {
    warn(`volume ${key}: the external volume ${volume.name ?? key} is replaced by an empty one`);
    return { labels };
  }
  const options = driverOptions(volume);
  const inMemory = isMemory(volume);
  if (typeof volume.driver === "string" && volume.driver !== "local")
    warn(`volume ${key}: driver ${volume.driver} is replaced by an empty local volume`);
  else if (Object.keys(options).length > 0 && !inMemory)
    warn(`volume ${key}: ${options.device ?? "its driver options"} is replaced by an empty volume`);
  const own = keptLabels((volume.labels ?? {}) as Record<string, string>).kept;
  return { ...(inMemory ? { driver: "local", driver_opts: options } : {}), labels: { ...own, ...labels } };
};
