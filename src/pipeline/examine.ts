import { statfs } from "node:fs/promises";
import { networkInterfaces, tmpdir } from "node:os";
import {
  judgeCgroups,
  judgeClock,
  judgeEngine,
  judgeMachine,
  judgeMemory,
  judgePlace,
  judgeRoom,
  judgeStorage,
  judgeUsers,
  needNoFailure,
} from "../doctor/index.js";
import type { EngineEndpoint, EngineFacts, Finding, Room } from "../model/doctor.js";
import type { Engine } from "../model/ports.js";
import { isSensorBuilt } from "./sensor.js";

/** What an engine must be, in the order of the report. */
export async function examineEngine(facts: EngineFacts, endpoint: EngineEndpoint): Promise<readonly Finding[]> {
  const built = await isSensorBuilt(facts.architecture);
  return [judgePlace(endpoint, ownAddresses()), ...judgeEngine(facts), ...judgeMachine(facts, built), judgeUsers(facts)];
}

/** What else an engine says that makes work with it slow or doubtful. */
export const examineSetup = (facts: EngineFacts): readonly Finding[] => [
  judgeStorage(facts),
  judgeCgroups(facts),
  judgeMemory(facts),
  judgeClock(facts),
];

/** The room of the workspace's, the temporary and, where this machine shows it, the engine's folder. */
export async function examineRoom(folder: string, facts?: EngineFacts, endpoint?: EngineEndpoint): Promise<readonly Finding[]> {
  const isHere = facts !== undefined && !facts.desktop && (endpoint?.host === undefined || endpoint.host.startsWith("unix:"));
  const rooms = await Promise.all([
    roomOf("workspace", folder),
    roomOf("temporary folder", tmpdir()),
    isHere && facts.rootFolder !== "" ? roomOf("engine", facts.rootFolder) : undefined,
  ]);
  return rooms.filter((room) => room !== undefined).map((room) => judgeRoom(room));
}

/**
 * The part of `doctor` without which no run comes to an end, asked in a few milliseconds. How much room a run needs only it can tell: one that finds
 * everything made needs none. @throws StackSlimError exit 3 for the first failure.
 */
export async function needEngine(engine: Pick<Engine, "facts">, endpoint: EngineEndpoint): Promise<void> {
  needNoFailure(await examineEngine(await engine.facts(), endpoint));
}

/** undefined: it can't be told from here. */
async function roomOf(what: string, folder: string): Promise<Room | undefined> {
  try {
    const { bavail, bsize } = await statfs(folder);
    return { what, folder, freeBytes: bavail * bsize };
  } catch {
    return undefined;
  }
}

const ownAddresses = (): readonly string[] =>
  Object.values(networkInterfaces()).flatMap((own) => (own ?? []).map(({ address }) => address));
