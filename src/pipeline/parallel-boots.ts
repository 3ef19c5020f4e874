import type { EngineInfo } from "../model/ports.js";
import type { Profile } from "./profile-stage.js";

/** More would seldom find something to do: the search says what is worth booting beside what is pending. */
const most = 4;
/** Of the machine's memory, and of its processors' time, what stacks may take together. */
const memoryShare = 0.6;
const cpuShare = 0.8;

/** How many boots of this stack the machine takes side by side, by what the profile's boot took of its memory and of its processors' time; 1 at least. */
export function parallelBoots(
  { trial, usage }: Pick<Profile, "trial" | "usage">,
  engine: Pick<EngineInfo, "memoryBytes" | "cpus">,
): number {
  if (usage === undefined) return 1;
  const { boot, probes, checks } = trial.seconds;
  const byMemory = (memoryShare * engine.memoryBytes) / Math.max(1, usage.memoryBytes);
  const busy = usage.cpuSeconds / Math.max(1, (boot + probes + checks) * engine.cpus);
  const byProcessors = cpuShare / Math.max(busy, cpuShare / most);
  return Math.max(1, Math.min(most, Math.floor(byMemory), Math.floor(byProcessors)));
}
