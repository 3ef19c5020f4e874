import type { FactKind, FactState, Trace, TraceFact } from "../model/trace.js";
import { linesOf } from "./merge-records.js";

const kinds: ReadonlySet<string> = new Set<FactKind>([
  "open",
  "write",
  "stat",
  "access",
  "readlink",
  "list",
  "exec",
  "interp",
  "link",
  "chdir",
  "chroot",
  "change",
  "connect",
  "sendto",
  "bind",
  "call",
  "hello",
  "bye",
]);
const states: ReadonlySet<string> = new Set<FactState>(["f", "d", "l", "o", "n", "e", "p", "c"]);

export type RecordOptions = {
  /** Turns an escaped path into the form image paths have. */
  readonly decode: (escaped: string) => string;
  /** Which facts to give; of the rest only the shape is checked. Default: all. A broker's record has 100,000 lookups that found nothing. */
  readonly wanted?: (kind: FactKind, state: FactState) => boolean;
};

/**
 * The observer's record of one service, a fact a line: `T KIND STATE PATH FINAL`, tab-separated, ASCII (docs/sensor.md).
 * Lines of another shape are counted, never guessed at.
 */
export function parseRecord(
  service: string,
  record: Buffer,
  options: RecordOptions,
): { readonly trace: Trace; readonly malformed: number } {
  const facts: TraceFact[] = [];
  let malformed = 0;
  for (const fact of readRecord(record, options)) {
    if (fact === undefined) malformed++;
    else facts.push(fact);
  }
  return { trace: { service, facts }, malformed };
}

/** The wanted facts of a record one by one, for who does not need them all at once; undefined for each line of another shape. */
export function* readRecord(record: Buffer, { decode, wanted = () => true }: RecordOptions): Generator<TraceFact | undefined> {
  for (const line of linesOf(record)) {
    const [at, kind, state, path, final] = line.split("\t");
    const isWhole = at !== undefined && path !== undefined && final !== undefined && isKind(kind) && isState(state);
    if (!isWhole) yield undefined;
    else if (wanted(kind, state)) yield { at: Number(at), kind, state, path: decode(path), final: decode(final) };
  }
}

const isKind = (word: string | undefined): word is FactKind => word !== undefined && kinds.has(word);
const isState = (word: string | undefined): word is FactState => word !== undefined && states.has(word);

/** The observer's own account of its work, /record/status. */
export type SensorStatus = {
  /** The observer ended in good order; without it facts may be missing. */
  readonly clean: boolean;
  readonly calls: number;
  /** Facts that could not be recorded. */
  readonly lost: number;
  /** Watched programs that had not ended. */
  readonly open: number;
  readonly services: Readonly<Record<string, { readonly hellos: number; readonly lost: number; readonly crashes: number }>>;
};

export function parseStatus(text: string): SensorStatus {
  const services: Record<string, { hellos: number; lost: number; crashes: number }> = {};
  const totals = new Map<string, number>();
  let clean = false;
  for (const line of text.split("\n")) {
    const words = line.trim().split(/\s+/);
    if (line.trim() === "end clean") clean = true;
    else if (words[0] === "service" && words[1] !== undefined) {
      const figures = pairs(words.slice(2));
      services[words[1]] = { hellos: figures.get("hellos") ?? 0, lost: figures.get("lost") ?? 0, crashes: figures.get("crashes") ?? 0 };
    } else if (words[0] !== undefined && words[1] !== undefined) totals.set(words[0], Number(words[1]));
  }
  return { clean, calls: totals.get("calls") ?? 0, lost: totals.get("lost") ?? 0, open: totals.get("open") ?? 0, services };
}

const pairs = (words: readonly string[]): ReadonlyMap<string, number> =>
  new Map(words.flatMap((word, at) => (at % 2 === 0 ? [[word, Number(words[at + 1])] as const] : [])));
