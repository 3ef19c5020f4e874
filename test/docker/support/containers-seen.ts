import { existsSync, readdirSync, readFileSync, readlinkSync } from "node:fs";
import { docker, list } from "./engine.js";
import { readIdentity, type Identity } from "./process-identity.js";

/** One container of a booted stack, looked at from the host. */
export type SeenContainer = {
  readonly service: string;
  /** What the engine started; undefined: it has ended. */
  readonly main: Identity | undefined;
  /** Its other processes by name, the first of each name by process id: the program behind an init, a server's workers. */
  readonly others: Readonly<Record<string, Identity>>;
  /** How many processes it has. */
  readonly processes: number;
  /** Files that any of its processes has mapped or open, and their programs: paths in the container. Files of the engine are left out. */
  readonly files: ReadonlySet<string>;
  readonly exitCode: number;
  /** Both streams, the lines sorted: two streams have no common order. */
  readonly log: string;
};

type Inspected = {
  readonly Id: string;
  readonly State: { readonly Pid: number; readonly ExitCode: number };
  readonly Config: { readonly Labels: Readonly<Record<string, string>> };
};

/** Every container of a run's boot, replicas in order. The engine must be this machine's. */
export function seeContainers(runId: string): readonly SeenContainer[] {
  const ids = list(
    "ps",
    "--all",
    "--quiet",
    "--no-trunc",
    "--filter",
    `label=stack-slim.run=${runId}`,
    "--filter",
    "label=com.docker.compose.service",
  );
  const inspected = JSON.parse(docker("inspect", ...ids)) as readonly Inspected[];
  const processes = processesOf(new Set(ids));
  return inspected.map(({ Id, State, Config }) => {
    const pids = processes.get(Id) ?? [];
    const others = new Map<string, Identity>();
    for (const pid of pids) {
      const identity = pid === State.Pid ? undefined : ifThere(() => readIdentity(pid, Id));
      const name = identity?.["Name"] ?? "";
      if (identity !== undefined && !others.has(name)) others.set(name, identity);
    }
    return {
      service: Config.Labels["com.docker.compose.service"] ?? "",
      main: State.Pid === 0 ? undefined : readIdentity(State.Pid, Id),
      others: Object.fromEntries(others),
      processes: pids.length,
      files: new Set(pids.flatMap((pid) => ifThere(() => filesOf(pid)) ?? [])),
      exitCode: State.ExitCode,
      log: docker("logs", Id).split("\n").sort().join("\n"),
    };
  });
}

/** The host's process ids by container, lowest first: a container's id is part of its processes' control groups, of either version. */
function processesOf(ids: ReadonlySet<string>): ReadonlyMap<string, readonly number[]> {
  const found = new Map<string, number[]>();
  const pids = readdirSync("/proc").filter((name) => /^\d+$/.test(name));
  for (const pid of pids.map(Number).toSorted((a, b) => a - b)) {
    const id = ifThere(() => /[0-9a-f]{64}/.exec(readFileSync(`/proc/${String(pid)}/cgroup`, "utf8"))?.[0]);
    if (id !== undefined && ids.has(id)) found.set(id, [...(found.get(id) ?? []), pid]);
  }
  return found;
}

function filesOf(pid: number): readonly string[] {
  const folder = `/proc/${String(pid)}`;
  const program = readlinkSync(`${folder}/exe`);
  // The engine's own init is started before anything of the container.
  if (/\/docker-init$/.test(program)) return [];
  const mapped = readFileSync(`${folder}/maps`, "utf8")
    .split("\n")
    .map((line) => /^(?:\S+\s+){5}(\/.*)$/.exec(line)?.[1] ?? "");
  const open = readdirSync(`${folder}/fd`).map((number) => readlinkSync(`${folder}/fd/${number}`));
  return [program, ...mapped, ...open].filter((path) => path.startsWith("/") && !unseen.test(path));
}

/** What no lookup of the container's leads to: removed files, shared memory, pseudo file systems, the engine's pipes. */
const unseen = / \(deleted\)$|^\/(?:memfd:|dev\/|proc\/|sys\/|SYSV|\[aio\]|anon_hugepage)|^\/$/;

function ifThere<T>(look: () => T): T | undefined {
  try {
    return look();
  } catch (error) {
    if (["ENOENT", "ESRCH"].includes((error as NodeJS.ErrnoException).code ?? "")) return undefined;
    throw error;
  }
}

/** Whether this machine's /proc shows the engine's processes: it does not for a remote engine. */
export const isLocalEngine = (): boolean => existsSync("/var/run/docker.sock") && (process.env["DOCKER_HOST"] ?? "") === "";
