import { createHash } from "node:crypto";
import { StackSlimError } from "../model/errors.js";
import { mergeRecords } from "./merge-records.js";
import { parseRecord } from "./record.js";
import { linesIn, tooLong } from "./lines-in.js";

/** Raised when a reader of the version before could not read the file. */
export const traceFileVersion = 1;
const formatName = "stack-slim trace";

/** One boot that was recorded. `id` is random: one session met twice counts once. */
export type RecordedSession = {
  readonly id: string;
  /** ISO 8601, UTC. */
  readonly at: string;
  readonly seconds: number;
  /** What the stack was given, as on the command line. */
  readonly by: readonly string[];
};

/** What was recorded of one service in one image. */
export type TraceHead = {
  readonly service: string;
  readonly image: string;
  readonly imageId: string;
  readonly sessions: readonly RecordedSession[];
  /** Lines that follow. */
  readonly facts: number;
  /** SHA-256 of these lines, line ends included. */
  readonly sum: string;
};

/** `start`: where in its file the facts begin, in bytes. */
export type TraceSection = { readonly head: TraceHead; readonly record: Buffer; readonly start?: number };

/** Far beyond what a service records, in bytes and lines; a file that says more is none of ours. */
const mostBytes = 256 * 1024 * 1024;
const longestHead = 1024 * 1024;
const longestFact = 64 * 1024;

export const fileStart = (): string => `${JSON.stringify({ format: formatName, version: traceFileVersion })}\n`;

/** A section as it is written: its head on one line, then its facts. */
export const sectionText = ({ head, record }: TraceSection): readonly [string, Buffer] => [`${JSON.stringify(head)}\n`, record];

/** Of the same service and image: all facts, all sessions, each once. Lookups that found nothing are left out: no slim image is made from them. */
export function mergeSections(sections: readonly [TraceSection, ...TraceSection[]]): TraceSection {
  const { service, image, imageId } = sections[0].head;
  const record = mergeRecords(
    sections.map((section) => section.record),
    ["n"],
  );
  const sessions = new Map(sections.flatMap(({ head }) => head.sessions).map((session) => [session.id, session]));
  const ordered = [...sessions.values()].sort((a, b) => (a.at === b.at ? (a.id < b.id ? -1 : 1) : a.at < b.at ? -1 : 1));
  return { head: { service, image, imageId, sessions: ordered, ...sumOf(record) }, record };
}

const sumOf = (record: Buffer): Pick<TraceHead, "facts" | "sum"> => ({
  facts: record.reduce((count, byte) => (byte === 0x0a ? count + 1 : count), 0),
  sum: createHash("sha256").update(record).digest("hex"),
});

/**
 * The sections of a trace file, one at a time, each checked: shape, count, sum, every fact. `name` is the file's, for messages.
 * @throws StackSlimError `trace.file` (exit 2) at the first thing that is wrong, with its line.
 */
export async function* readSections(chunks: AsyncIterable<Buffer>, name: string): AsyncGenerator<TraceSection> {
  let line = 0;
  let isBegun = false;
  let head: TraceHead | undefined;
  let facts: Buffer[] = [];
  let bytes = 0;
  let read = 0;
  const wrong = (what: string): StackSlimError => notATrace(name, line, what);
  const whole = (): TraceSection | undefined => {
    if (head === undefined || facts.length < head.facts) return undefined;
    const section = { head, record: Buffer.concat(facts), start: read - bytes };
    if (sumOf(section.record).sum !== head.sum) throw wrong(`the facts of ${shown(head.service)} are not those that were written`);
    const { malformed } = parseRecord(head.service, section.record, { decode: (path) => path, wanted: () => false });
    if (malformed > 0) throw wrong(`${String(malformed)} facts of ${shown(head.service)} can't be read`);
    head = undefined;
    facts = [];
    bytes = 0;
    return section;
  };
  for await (const text of linesIn(chunks, () => (head === undefined ? longestHead : longestFact))) {
    line++;
    if (text === tooLong) throw wrong("the line is longer than any of a trace file");
    read += text.length;
    if (!isBegun) {
      needStart(text.toString("utf8"), wrong);
      isBegun = true;
      continue;
    }
    if (head === undefined) head = headOf(text.toString("utf8"), wrong);
    else {
      bytes += text.length;
      if (bytes > mostBytes) throw wrong(`${shown(head.service)} has more than ${String(mostBytes)} bytes of facts`);
      facts.push(text);
    }
    const section = whole();
    if (section !== undefined) yield section;
  }
  if (!isBegun) throw wrong("it is empty");
  if (head !== undefined) throw wrong(`it ends after ${String(facts.length)} of the ${String(head.facts)} facts of ${shown(head.service)}`);
}

type Wrong = (what: string) => StackSlimError;

function needStart(text: string, wrong: Wrong): void {
  const start = jsonOf(text);
  if (start?.["format"] !== formatName) throw wrong("it is no trace file of stack-slim");
  if (start["version"] !== traceFileVersion)
    throw wrong(`it is of version ${shown(start["version"])}, this stack-slim reads version ${String(traceFileVersion)}`);
}

function headOf(text: string, wrong: Wrong): TraceHead {
  const { service, image, imageId, sessions, facts, sum } = jsonOf(text) ?? {};
  const isText = (value: unknown): value is string => typeof value === "string" && value !== "" && value.length <= 4096;
  if (!isText(service) || !isText(image) || !isText(imageId) || !isText(sum)) throw wrong("expected the service, image and sum of a trace");
  if (typeof facts !== "number" || !Number.isSafeInteger(facts) || facts < 0)
    throw wrong(`expected how many facts follow, found ${shown(facts)}`);
  if (!Array.isArray(sessions) || !sessions.every(isSession)) throw wrong("expected a list of sessions");
  return { service, image, imageId, sum, facts, sessions };
}

const isSession = (value: unknown): value is RecordedSession => {
  if (typeof value !== "object" || value === null) return false;
  const { id, at, seconds, by } = value as Record<string, unknown>;
  const isTime = typeof at === "string" && !Number.isNaN(Date.parse(at)) && at.length <= 40;
  return (
    typeof id === "string" && isTime && typeof seconds === "number" && Array.isArray(by) && by.every((each) => typeof each === "string")
  );
};

const jsonOf = (text: string): Record<string, unknown> | undefined => {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Record<string, unknown>) : undefined;
  } catch {
    return undefined;
  }
};

const shown = (value: unknown): string => (value === undefined ? "nothing" : (JSON.stringify(value) ?? "nothing").slice(0, 60));

export const notATrace = (name: string, line: number, what: string): StackSlimError =>
  new StackSlimError(`${name}:${String(Math.max(1, line))}: ${what}.`, {
    code: "trace.file",
    exitCode: 2,
    hint: "Copy or record it again; docs/recording.md describes trace files.",
  });
