import type { EngineFacts, Finding, Room } from "../model/doctor.js";
import { failure, ok, warning } from "./finding.js";
import { isAtLeast, majorMinor } from "./judge-engine.js";

const mebibyte = 1024 * 1024;
const gibibyte = 1024 * mebibyte;

/** Layers of all originals lie in the workspace while they are slimmed, and the engine gets the slim ones. */
const leastRoom = 256 * mebibyte;
const easyRoom = 4 * gibibyte;
const easyMemory = 2 * gibibyte;
/** Logs are asked for from a time on; a clock that is off by more cuts them wrongly. */
const bearableSkewMs = 2_000;

const sizeText = (bytes: number): string =>
  bytes >= gibibyte ? `${(bytes / gibibyte).toFixed(1)} GiB` : `${String(Math.floor(bytes / mebibyte))} MiB`;

/** `least`: as package.json has it, `>=20.11`. */
export function judgeNode(version: string, least: string): Finding {
  const [is, needed] = [majorMinor(version), majorMinor(least)];
  const found = version.replace(/^v/, "");
  return is !== undefined && needed !== undefined && !isAtLeast(is, needed)
    ? failure("node", "Node.js", `${found}, and ${least} is needed`, "Install a newer Node.js.")
    : ok("node", "Node.js", found);
}

/** `need`: bytes that are known to be needed there, if any are. */
export function judgeRoom({ what, folder, freeBytes }: Room, need = 0): Finding {
  const id = `room-${what.replaceAll(" ", "-")}`;
  const about = `room of the ${what}`;
  const found = `${sizeText(freeBytes)} free at ${folder}`;
  if (freeBytes < Math.max(leastRoom, need))
    return failure(
      id,
      about,
      need > leastRoom ? `${found}, and ${sizeText(need)} are needed` : found,
      "Free some, or use another disk: `docker system df` shows what the engine takes.",
    );
  if (freeBytes < easyRoom) return warning(id, about, found, "A stack of large images needs as much as they take together, uncompressed.");
  return ok(id, about, found);
}

export const judgeMemory = ({ memoryBytes, cpus }: EngineFacts): Finding => {
  const found = `${sizeText(memoryBytes)}, ${String(cpus)} processor${cpus === 1 ? "" : "s"}`;
  return memoryBytes > 0 && memoryBytes < easyMemory
    ? warning("memory", "memory", found, "One stack runs at a time where memory is short; give the engine more for a large one.")
    : ok("memory", "memory", found);
};

export const judgeClock = ({ skewMs }: EngineFacts): Finding =>
  skewMs === undefined
    ? ok("clock", "clock", "the engine doesn't tell its time")
    : Math.abs(skewMs) > bearableSkewMs
      ? warning(
          "clock",
          "clock",
          `the engine's is ${(Math.abs(skewMs) / 1000).toFixed(1)} s ${skewMs > 0 ? "ahead" : "behind"}: checks that wait for log lines may miss them`,
          "Set both by NTP; a virtual machine that slept may need a restart.",
        )
      : ok("clock", "clock", "the engine's agrees with this machine's");

/** What earlier runs left in the engine, as `kind name`. */
export const judgeLeftovers = (left: readonly string[]): Finding =>
  left.length === 0
    ? ok("leftovers", "leftovers", "none of earlier runs of this project")
    : warning(
        "leftovers",
        "leftovers",
        `a killed run left ${left.join(", ")}`,
        "The next run removes them first; `stack-slim clean` does it now.",
      );
