import { createHash } from "node:crypto";
import { decodeRecordPath } from "../model/path-bytes.js";
import type { FactKind, FactState, Trace, TraceFact } from "../model/trace.js";
import { parseRecord, readRecord, voided } from "../profile/index.js";
import type { Workspace } from "../workspace/index.js";

const fileOf = (service: string): string => `services/${service}/trace.tsv`;
const digestOf = (record: Buffer): string => createHash("sha256").update(record).digest("hex");

/** What a slim image is made from: what was there when it was asked for. */
const isUse = (_: FactKind, state: FactState): boolean => state !== "n";
/** What shows ports and peers. */
const isTraffic = (kind: FactKind): boolean => kind === "connect" || kind === "sendto" || kind === "bind";

/** @throws StackSlimError exit 3 when a line of the record can't be read: then nothing of it can be trusted. */
function parse(service: string, record: Buffer, wanted: (kind: FactKind, state: FactState) => boolean): Trace {
  const { trace, malformed } = parseRecord(service, record, { decode: decodeRecordPath, wanted });
  if (malformed > 0) throw voided(`${String(malformed)} lines of the record of ${service} can't be read`);
  return trace;
}

/** Of a record only what it says of ports and peers. */
export const parseTraffic = (service: string, record: Buffer): Trace => parse(service, record, isTraffic);

/** How many files a service opened or ran. */
export function countUsedFiles(service: string, record: Buffer): number {
  const { facts } = parse(service, record, (kind, state) => state === "f" && (kind === "open" || kind === "exec" || kind === "interp"));
  return new Set(facts.map(({ final }) => final)).size;
}
/** Of a record what a slim image is made from. */
export const parseUses = (service: string, record: Buffer): Trace => parse(service, record, isUse);

/** All that a record says: what was looked up in vain too. */
export const parseLookups = (service: string, record: Buffer): Trace => parse(service, record, () => true);

/** The system calls of a measuring boot's record, `ABI:NUMBER`, sorted. */
export const parseCalls = (service: string, record: Buffer): readonly string[] =>
  [...new Set(parse(service, record, (kind) => kind === "call").facts.map(({ path }) => path))].sort();

/** Stores the observer's record of a service as it was written; gives its digest. */
export async function storeTrace(workspace: Workspace, service: string, record: Buffer): Promise<string> {
  await workspace.writeText(fileOf(service), record);
  return digestOf(record);
}

/** The traces of a profile, read from the workspace one at a time: together they may be larger than everything else a run holds. */
export class TraceStore {
  readonly #workspace: Workspace;
  readonly #digests: Readonly<Record<string, string>>;

  constructor(workspace: Workspace, digests: Readonly<Record<string, string>>) {
    this.#workspace = workspace;
    this.#digests = digests;
  }

  has(service: string): boolean {
    return this.#digests[service] !== undefined;
  }

  /** What a trace is known by without reading it. */
  digest(service: string): string {
    return this.#digests[service] ?? "";
  }

  /** Whether every file is there and says what it said when it was stored. */
  async isComplete(): Promise<boolean> {
    for (const [service, digest] of Object.entries(this.#digests)) {
      const record = await this.#workspace.readBytes(fileOf(service));
      if (record === undefined || digestOf(record) !== digest) return false;
    }
    return true;
  }

  async read(service: string): Promise<Trace> {
    return parseUses(service, await this.record(service));
  }

  /** As the observer wrote it. */
  async record(service: string): Promise<Buffer> {
    return (await this.#workspace.readBytes(fileOf(service))) ?? Buffer.alloc(0);
  }
  /** All that a record says, fact by fact: what was looked up in vain too. @throws StackSlimError exit 3 at a line that can't be read. */
  async facts(service: string): Promise<Iterable<TraceFact>> {
    return wholeFacts(service, (await this.#workspace.readBytes(fileOf(service))) ?? Buffer.alloc(0));
  }
}

function* wholeFacts(service: string, record: Buffer): Generator<TraceFact> {
  for (const fact of readRecord(record, { decode: decodeRecordPath })) {
    if (fact === undefined) throw voided(`a line of the record of ${service} can't be read`);
    yield fact;
  }
}
