import { readdir, readFile } from "node:fs/promises";

export type OpenFiles = { readonly counts: ReadonlyMap<string, number> } | { readonly problem: string };

/**
 * How many descriptors all processes of each of these containers have open, from this machine's /proc. A container's id is part of its processes'
 * control groups, of either version: where no process carries it, the engine's processes are not this machine's. Source: proc(5), cgroups(7).
 */
export async function openFiles(ids: readonly string[], proc = "/proc"): Promise<OpenFiles> {
  const wanted = new Set(ids);
  const counts = new Map<string, number>();
  let refused = false;
  const names = await readdir(proc).catch((): readonly string[] => []);
  for (const pid of names.filter((name) => /^\d+$/.test(name))) {
    // Processes end while they are looked at.
    const groups = await readFile(`${proc}/${pid}/cgroup`, "utf8").catch(() => "");
    const id = /[0-9a-f]{64}/.exec(groups)?.[0];
    if (id === undefined || !wanted.has(id)) continue;
    try {
      counts.set(id, (counts.get(id) ?? 0) + (await readdir(`${proc}/${pid}/fd`)).length);
    } catch (error) {
      if (["EACCES", "EPERM"].includes((error as NodeJS.ErrnoException).code ?? "")) refused = true;
    }
  }
  if (refused) return { problem: "this user may not look at the processes of containers: root may" };
  if (counts.size === 0 && wanted.size > 0) return { problem: "the engine's processes are not in this machine's /proc" };
  return { counts };
}
