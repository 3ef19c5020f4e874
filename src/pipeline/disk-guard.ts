import { statfs } from "node:fs/promises";
import prettyBytes from "pretty-bytes";
import { StackSlimError } from "../model/errors.js";
import type { Engine } from "../model/ports.js";

const lookEveryMs = 250;
const GiB = 2 ** 30;

export type Room = { readonly freeBytes: number; readonly bytes: number };

/**
 * What a boot has to leave free on a disk, bytes: 5 %, at most 5 GiB, and where less than twice that was free when it began, half of what was. So a
 * boot is never kept from beginning, and never takes all there is.
 */
export const reserveOf = ({ freeBytes, bytes }: Room): number => Math.min(0.05 * bytes, 5 * GiB, freeBytes / 2);

export type DiskGuardOptions = {
  readonly engine: Pick<Engine, "containersOf" | "signalContainer" | "written">;
  readonly project: string;
  /** Where the engine keeps its data; absent: another machine's, which can't be watched. */
  readonly folder: string | undefined;
  readonly roomIn?: (folder: string) => Promise<Room>;
};

/** Watches the engine's disk during one boot. `signal` aborts with what to say when a boot has taken too much of it; its containers have been killed then. */
export type DiskGuard = Disposable & { readonly signal: AbortSignal };

/** Begins to watch. A service that writes without end would fill the disk that everything else on the machine needs too. */
export async function guardDisk({ engine, project, folder, roomIn = roomOf }: DiskGuardOptions): Promise<DiskGuard> {
  const tripped = new AbortController();
  const first = folder === undefined ? undefined : await roomIn(folder).catch(() => undefined);
  let timer: NodeJS.Timeout | undefined;
  if (folder !== undefined && first !== undefined) {
    const reserve = reserveOf(first);
    const look = async (): Promise<void> => {
      const room = await roomIn(folder).catch(() => undefined);
      if (room === undefined || room.freeBytes >= reserve) return;
      clearInterval(timer);
      if (tripped.signal.aborted) return;
      await killAll(engine, project);
      const written = await engine.written(project).catch(() => new Map<string, number>());
      tripped.abort(nearlyFull(room, written));
    };
    timer = setInterval(() => void look(), lookEveryMs);
    timer.unref();
  }
  return {
    signal: tripped.signal,
    [Symbol.dispose]: () => {
      clearInterval(timer);
    },
  };
}

async function roomOf(folder: string): Promise<Room> {
  const { bavail, blocks, bsize } = await statfs(folder);
  return { freeBytes: bavail * bsize, bytes: blocks * bsize };
}

/** At once: taking a stack down leaves its services their time to end, and one that writes goes on until then. */
async function killAll(engine: DiskGuardOptions["engine"], project: string): Promise<void> {
  const containers = await engine.containersOf(project).catch(() => []);
  const running = containers.filter(({ status }) => status === "running" || status === "restarting");
  await Promise.allSettled(running.map(({ id }) => engine.signalContainer(id, "SIGKILL")));
}

function nearlyFull({ freeBytes }: Room, written: ReadonlyMap<string, number>): StackSlimError {
  const [service, bytes = 0] = [...written].sort(([, a], [, b]) => b - a)[0] ?? [];
  const who = service === undefined ? "" : `; ${service} has written ${prettyBytes(bytes)}, most of all services`;
  return new StackSlimError(`The engine's disk has only ${prettyBytes(freeBytes)} left, so the boot was ended${who}.`, {
    code: "engine.disk-low",
    exitCode: 3,
    hint: "Have the service write less, or free room on the engine's disk (`docker system df`), then run the same command again: it goes on with this boot.",
  });
}
