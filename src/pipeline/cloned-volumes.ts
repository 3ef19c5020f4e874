import type { CloneVolumes } from "../model/config.js";
import type { Engine } from "../model/ports.js";
import type { Stack } from "../model/stack.js";
import { clonableVolumes, mountedVolumes } from "../stack/isolate-volumes.js";

/** A volume of the user's whose content every boot begins with: its key in the compose file, its name in the engine, when it was made. */
export type ClonedVolume = { readonly key: string; readonly from: string; readonly createdAt: string };

/**
 * The volumes that boots of this run get copies of. Says of each that is in use by whom, since a copy of what is just being written may be torn, and of
 * each that isn't there that it begins empty: a volume must not come into being by being looked at.
 */
export async function clonedVolumes(
  which: CloneVolumes | undefined,
  { model }: Pick<Stack, "model">,
  { engine, warn }: { readonly engine: Pick<Engine, "inspectVolume">; readonly warn: (message: string) => void },
): Promise<readonly ClonedVolume[]> {
  if (which === undefined) return [];
  const mounted = mountedVolumes(model.services);
  const found: ClonedVolume[] = [];
  for (const { key, from } of clonableVolumes(model, which)) {
    if (!mounted.has(key)) continue;
    const volume = await engine.inspectVolume(from);
    if (volume === undefined) {
      warn(`volume ${key}: there is no volume ${from} in the engine to clone, it begins empty`);
      continue;
    }
    found.push({ key, from, createdAt: volume.createdAt });
    if (volume.runningOn.length > 0)
      warn(
        `volume ${key}: ${from} is cloned while ${volume.runningOn.join(", ")} ${volume.runningOn.length === 1 ? "runs" : "run"} on it: what is being written, a database's files above all, may be inconsistent in the copy. Stop ${volume.runningOn.length === 1 ? "it" : "them"} for the run, or clone a volume restored from a backup`,
      );
  }
  return found;
}
