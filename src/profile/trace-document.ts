import type { TraceDocument, TracedFile, FileUse } from "../model/trace-document.js";
import type { FactKind, FactState, TraceFact } from "../model/trace.js";
import { observedPorts } from "./observed.js";

export type TraceDocumentOptions = {
  readonly service: string;
  /** Digest of the record. */
  readonly record: string;
  /** In the record's order; read once. */
  readonly facts: Iterable<TraceFact>;
  readonly peers: readonly { readonly service: string; readonly port?: number }[];
  /** The most entries that each list may have; what was seen first stays. */
  readonly most?: number;
};

/** A broker asks for some 55,000 paths; ten megabytes of JSON are enough for anybody. */
const mostEntries = 50_000;

const kinds = {
  f: "file",
  d: "directory",
  l: "link",
  o: "other",
  e: "unresolved",
  p: "kernel",
} as const satisfies Record<Exclude<FactState, "n" | "c">, TracedFile["kind"]>;

type Entry = { readonly at: number; readonly uses: Set<FileUse>; readonly final?: string; readonly state: keyof typeof kinds };

/** At most `most` entries by key, and how many more there would have been. */
class Bounded<T> {
  readonly entries = new Map<string, T>();
  leftOut = 0;
  readonly #most: number;
  /** Keys that did not fit, as numbers: so that each counts once at eight bytes or so. */
  readonly #beyond = new Set<number>();

  constructor(most: number) {
    this.#most = most;
  }

  /** The entry of this key, made when there is room for it. */
  of(key: string, make: () => T): T | undefined {
    const known = this.entries.get(key);
    if (known !== undefined) return known;
    if (this.entries.size >= this.#most) {
      this.#beyond.add(hashOf(key));
      this.leftOut = this.#beyond.size;
      return undefined;
    }
    const made = make();
    this.entries.set(key, made);
    return made;
  }
}

/** 52 bits of FNV-1a in two halves: a count that is off by one in a billion is good enough. */
function hashOf(text: string): number {
  let low = 0x811c9dc5;
  let high = 0x1000193;
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    low = Math.imul(low ^ code, 0x01000193);
    high = Math.imul(high ^ code, 0x85ebca6b);
  }
  return (low >>> 0) * 2 ** 20 + (high >>> 12);
}

/** The document of a service's facts. The same facts give the same document; facts repeated by replicas and restarts count once. */
export function traceDocument({ service, record, facts, peers, most = mostEntries }: TraceDocumentOptions): TraceDocument {
  const files = new Bounded<Entry>(most);
  const missed = new Bounded<Set<FileUse>>(most);
  const programs = new Bounded<TraceDocument["programs"][number]>(most);
  const addresses = new Bounded<true>(most);
  const starts = { main: 0, health: 0, exec: 0 };
  const bound: TraceFact[] = [];
  for (const fact of facts) {
    const { at, kind, state, path, final } = fact;
    if (kind === "hello") {
      if (path === "main" || path === "health" || path === "exec") starts[path]++;
    } else if (isOfFile(kind) && state !== "c") {
      if (state === "n") {
        missed.of(path, () => new Set())?.add(kind);
        continue;
      }
      files.of(`${path}\0${final}`, () => ({ at, uses: new Set(), state, ...(final === path ? {} : { final }) }))?.uses.add(kind);
      if (kind === "exec" || kind === "interp")
        programs.of(final, () => ({ path, ...(final === path ? {} : { final }), interpreter: kind === "interp", firstMs: at }));
    } else if (state === "c") {
      if (kind === "bind") bound.push(fact);
      else addresses.of(path, () => true);
    }
  }
  return {
    version: 1,
    service,
    record,
    starts,
    files: byPath(files).map(([path, { at, uses, final, state }]) => ({
      path,
      ...(final === undefined ? {} : { final }),
      kind: kinds[state],
      uses: [...uses].sort(),
      firstMs: at,
    })),
    programs: [...programs.entries.values()],
    missed: [...missed.entries].sort(([a], [b]) => compared(a, b)).map(([path, uses]) => ({ path, uses: [...uses].sort() })),
    ports: observedPorts({ service, facts: bound }),
    peers: [...peers].sort((a, b) => compared(a.service, b.service) || (a.port ?? 0) - (b.port ?? 0)),
    addresses: [...addresses.entries.keys()].sort(compared),
    leftOut: { files: files.leftOut, programs: programs.leftOut, missed: missed.leftOut, addresses: addresses.leftOut },
  };
}

const compared = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

const byPath = ({ entries }: Bounded<Entry>): readonly (readonly [string, Entry])[] =>
  [...entries].sort(([a], [b]) => compared(a, b)).map(([key, entry]) => [key.slice(0, key.indexOf("\0")), entry] as const);

const noFiles: ReadonlySet<FactKind> = new Set<FactKind>(["connect", "sendto", "bind", "call", "hello", "bye"]);
const isOfFile = (kind: FactKind): kind is FileUse => !noFiles.has(kind);
