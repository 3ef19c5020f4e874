import type { ComposeModel, ComposeService, ComposeVolume } from "../model/compose-model.js";
import type { CloneVolumes } from "../model/config.js";
import type { VolumeClone, Warn } from "./isolate-options.js";
import { keptLabels, type TrialLabels } from "./isolate-labels.js";

type FreshOptions = { readonly labels: TrialLabels; readonly cloned?: ReadonlySet<string>; readonly warn: Warn };

/**
 * The stack's named volumes, the trial's own, and empty unless they are `cloned` before it starts. Driver options are kept only where they lead to
 * memory: any other kind of volume (a network share, a bind of a host folder) is the user's data under a new name.
 */
export const freshVolumes = (volumes: ComposeModel["volumes"], { labels, cloned, warn }: FreshOptions): Record<string, ComposeVolume> =>
  Object.fromEntries(
    Object.entries(volumes ?? {}).map(([key, volume]) => [
      key,
      freshVolume(key, volume ?? {}, labels, cloned?.has(key) === true ? () => undefined : warn),
    ]),
  );

/** The user's volumes, by the model's key and their name in the engine, that may be copied into a trial's; memory has nothing to copy. */
export const clonableVolumes = (
  { name, volumes }: Pick<ComposeModel, "name" | "volumes">,
  which: CloneVolumes,
): readonly { readonly key: string; readonly from: string }[] =>
  Object.entries(volumes ?? {})
    .filter(([, volume]) => !isMemory(volume ?? {}) && (which === "all" || volume?.external === true))
    .map(([key, volume]) => ({ key, from: volume?.name ?? (volume?.external === true ? key : `${name}_${key}`) }));

/** Keys of the volumes that these services mount. */
export const mountedVolumes = (services: Readonly<Record<string, ComposeService>>): ReadonlySet<string> =>
  new Set(
    Object.values(services).flatMap(({ volumes = [] }) =>
      volumes.flatMap(({ type, source }) => (type === "volume" && source !== undefined ? [source] : [])),
    ),
  );

/** Under the labels that compose looks for before it makes a volume. Source: docker/compose, pkg/compose/create.go, ensureVolume. */
export const cloneFor = (project: string, key: string, from: string, volume: ComposeVolume | undefined): VolumeClone => ({
  from,
  to: `${project}_${key}`,
  labels: {
    ...((volume?.labels ?? {}) as Readonly<Record<string, string>>),
    "com.docker.compose.project": project,
    "com.docker.compose.volume": key,
  },
});

const driverOptions = (volume: ComposeVolume): Readonly<Record<string, string>> => (volume.driver_opts ?? {}) as Record<string, string>;
const isMemory = (volume: ComposeVolume): boolean => volume.external !== true && driverOptions(volume).type === "tmpfs";

const freshVolume = (key: string, volume: ComposeVolume, labels: TrialLabels, warn: Warn): ComposeVolume => {
  if (volume.external) {
    warn(
      `volume ${key}: the external volume ${volume.name ?? key} is replaced by an empty one; --clone-volumes external begins with a copy of it`,
    );
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
