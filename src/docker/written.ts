import type Docker from "dockerode";

/** What is read here of the engine's account of its disk. Source: Docker Engine API 1.41, GET /system/df. */
export type DiskUse = {
  readonly Containers?:
    | readonly {
        readonly Labels?: Readonly<Record<string, string>> | null;
        readonly SizeRw?: number;
        readonly Mounts?: readonly { readonly Type?: string; readonly Name?: string }[] | null;
      }[]
    | null;
  readonly Volumes?: readonly { readonly Name: string; readonly UsageData?: { readonly Size: number } | null }[] | null;
};

/** By service of the project. A volume that several use counts for each: any of them may have filled it. */
export function writtenOf({ Containers: containers, Volumes: volumes }: DiskUse, project: string): ReadonlyMap<string, number> {
  const sizes = new Map((volumes ?? []).map(({ Name, UsageData }) => [Name, Math.max(0, UsageData?.Size ?? 0)]));
  const all = new Map<string, number>();
  for (const { Labels: labels, SizeRw = 0, Mounts } of containers ?? []) {
    const service = labels?.["com.docker.compose.service"];
    if (service === undefined || labels?.["com.docker.compose.project"] !== project) continue;
    const inVolumes = (Mounts ?? []).reduce((sum, { Type, Name = "" }) => sum + (Type === "volume" ? (sizes.get(Name) ?? 0) : 0), 0);
    all.set(service, (all.get(service) ?? 0) + SizeRw + inVolumes);
  }
  return all;
}

export const written = async (docker: Docker, project: string): Promise<ReadonlyMap<string, number>> =>
  writtenOf((await docker.df()) as DiskUse, project);
