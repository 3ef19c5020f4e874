import { setTimeout } from "node:timers/promises";
import type Docker from "dockerode";
import type { VolumeInspectInfo } from "dockerode";
import { asking, isAlreadyDone, isGone, isNotFound } from "./engine-error.js";

/** Every Docker object that stack-slim makes carries this label; the user's never do. */
const ours = "stack-slim.run";

const mostPasses = 20;
const volumeTries = 8;
const volumeWaitMs = 250;

/** The engine goes on making a container when the one who asked for it is gone, and answers nobody; this long, ms, nothing new has to appear. */
const quietMs = 1_500;

/** As Engine.removeProject. Rejects with the engine's error. */
export async function removeProject(docker: Docker, project: string, unsettled: boolean): Promise<void> {
  let waited = !unsettled;
  for (let pass = 1; pass <= mostPasses; pass++) {
    try {
      if ((await removeOnce(docker, project)) === 0 && waited) return;
    } catch (error) {
      // A network can't go while a container is just being put into it; a later pass finds that container. An engine that is gone stays so.
      if (pass === mostPasses || isGone(error)) throw error;
    }
    await setTimeout(quietMs);
    waited = true;
  }
}

/** A container that is just going may still have it; one that stays keeps it, and then it must not count as removed. */
export async function removeVolume(docker: Docker, name: string): Promise<void> {
  for (let left = volumeTries; ; left--) {
    try {
      await docker.getVolume(name).remove();
      return;
    } catch (error) {
      if (isNotFound(error)) return;
      if (left <= 1 || !isAlreadyDone(error)) throw error;
    }
    await setTimeout(volumeWaitMs);
  }
}

/** Gives how much there was to remove. */
async function removeOnce(docker: Docker, project: string): Promise<number> {
  const filters = { label: [`com.docker.compose.project=${project}`, ours] };
  const containers = await docker.listContainers({ all: true, filters });
  await Promise.all(
    containers.map(({ Id }) => ignoringDone("remove a container", () => docker.getContainer(Id).remove({ force: true, v: true }))),
  );
  const [networks, volumes] = await Promise.all([docker.listNetworks({ filters }), volumesOf(docker, project, filters)]);
  await Promise.all([
    ...networks.map(({ Id }) => ignoringDone("remove a network", () => docker.getNetwork(Id).remove())),
    ...volumes.map((name) => ignoringDone("remove a volume", () => docker.getVolume(name).remove())),
  ]);
  return containers.length + networks.length + volumes.length;
}

/** What runs call a boot; nobody else calls anything so. */
const bootName = /^stack-slim-[0-9a-f]{8}-\d+$/;

/**
 * The project's volumes. A container that is made just when its volume was removed gets that volume from the engine, by its name and without a label.
 */
async function volumesOf(
  docker: Docker,
  project: string,
  filters: Readonly<Record<string, readonly string[]>>,
): Promise<readonly string[]> {
  const list = async (by: Readonly<Record<string, readonly string[]>>): Promise<readonly VolumeInspectInfo[]> =>
    (await docker.listVolumes({ filters: JSON.stringify(by) as never })).Volumes ?? [];
  const labelled = await list(filters);
  const named = bootName.test(project) ? await list({ name: [`${project}_`] }) : [];
  // null where the types say a map.
  const bare = named.filter(
    ({ Name, Labels }) => Name.startsWith(`${project}_`) && Object.keys((Labels as object | null) ?? {}).length === 0,
  );
  return [...new Set([...labelled, ...bare].map(({ Name }) => Name))];
}

/** What is done already is no error. */
export const ignoringDone = (action: string, call: () => Promise<unknown>): Promise<void> =>
  asking(action, async () => {
    try {
      await call();
    } catch (error) {
      if (!isAlreadyDone(error)) throw error;
    }
  });
