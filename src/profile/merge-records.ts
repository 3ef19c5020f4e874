/** One fact of a record without its time, and when it was first seen. */
type Facts = Map<string, number>;

const newline = 0x0a;

/**
 * Records of one service as one: every fact of any of them, once, at the earliest time that one of them has for it. The order of the records does not
 * count, nor how often one is given: facts are sorted by time and text. Lines of another shape stay as they are, for the reader to refuse.
 * `without`: facts of these states are left out.
 */
export function mergeRecords(records: readonly Buffer[], without: readonly string[] = []): Buffer {
  const facts: Facts = new Map();
  for (const record of records) {
    for (const line of linesOf(record)) {
      const tab = line.indexOf("\t");
      const text = line.slice(tab + 1);
      if (without.includes(text.split("\t", 2)[1] ?? "")) continue;
      const at = Number(line.slice(0, tab));
      const known = facts.get(text);
      if (known === undefined || at < known) facts.set(text, at);
    }
  }
  const sorted = [...facts].sort(([a, first], [b, second]) => first - second || (a < b ? -1 : 1));
  return Buffer.from(sorted.map(([text, at]) => `${String(at)}\t${text}\n`).join(""), "latin1");
}

/** The lines of a record, empty ones left out. It is ASCII. */
export function* linesOf(record: Buffer): Generator<string> {
  for (let start = 0; start < record.length;) {
    const found = record.indexOf(newline, start);
    const end = found < 0 ? record.length : found;
    if (end > start) yield record.toString("latin1", start, end);
    start = end + 1;
  }
}
