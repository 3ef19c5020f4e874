/**
 * Records of a pax extended header, `LENGTH KEY=VALUE\n` each. Values are bytes (xattrs are binary), and so are keys, which hold names of xattrs: here
 * one character (latin1) a byte. Source: POSIX.1-2017 pax.
 */
export type PaxRecords = ReadonlyMap<string, Buffer>;

export type PaxRecord = readonly [key: string, value: Buffer];

/** The records by key, the last of several; undefined: the bytes are no pax records. */
export function parsePax(bytes: Buffer): PaxRecords | undefined {
  const list = listPax(bytes);
  return list === undefined ? undefined : new Map(list);
}

/** Every record in its order: sparse files of format 0.0 say their map by repeating keys. */
export function listPax(bytes: Buffer): readonly PaxRecord[] | undefined {
  const records: PaxRecord[] = [];
  for (let at = 0; at < bytes.length;) {
    const space = bytes.indexOf(0x20, at);
    if (space === -1 || space - at > 20) return undefined;
    const digits = bytes.toString("latin1", at, space);
    const length = /^[0-9]+$/.test(digits) ? Number(digits) : 0;
    const end = at + length;
    const equals = bytes.indexOf(0x3d, space + 1);
    if (end <= space + 1 || end > bytes.length || bytes[end - 1] !== 0x0a || equals === -1 || equals >= end) return undefined;
    records.push([bytes.toString("latin1", space + 1, equals), Buffer.from(bytes.subarray(equals + 1, end - 1))]);
    at = end;
  }
  return records;
}

/** The bytes of a pax extended header with these records, in their order. */
export function formatPax(records: Iterable<PaxRecord>): Buffer {
  const parts: Buffer[] = [];
  for (const [key, value] of records) {
    const rest = key.length + value.length + 3;
    let length = rest + String(rest).length;
    if (rest + String(length).length > length) length = rest + String(length).length;
    parts.push(Buffer.from(`${length} ${key}=`, "latin1"), value, Buffer.from("\n"));
  }
  return Buffer.concat(parts);
}
