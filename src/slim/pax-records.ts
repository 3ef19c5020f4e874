/** Records of a pax extended header, `LENGTH KEY=VALUE\n` each; values are bytes (xattrs are binary). Source: POSIX.1-2017 pax. */
export type PaxRecords = ReadonlyMap<string, Buffer>;

/** undefined: the bytes are no pax records. A later record of the same key wins, except GNU.sparse 0.0 pairs, which the caller never needs. */
export function parsePax(bytes: Buffer): PaxRecords | undefined {
  const records = new Map<string, Buffer>();
  for (let at = 0; at < bytes.length;) {
    const space = bytes.indexOf(0x20, at);
    if (space === -1 || space - at > 20) return undefined;
    const digits = bytes.toString("latin1", at, space);
    const length = /^[0-9]+$/.test(digits) ? Number(digits) : 0;
    const end = at + length;
    const equals = bytes.indexOf(0x3d, space + 1);
    if (end <= space + 1 || end > bytes.length || bytes[end - 1] !== 0x0a || equals === -1 || equals >= end) return undefined;
    records.set(bytes.toString("utf8", space + 1, equals), Buffer.from(bytes.subarray(equals + 1, end - 1)));
    at = end;
  }
  return records;
}

/** The bytes of a pax extended header with these records, in the map's order. */
export function formatPax(records: PaxRecords): Buffer {
  const parts: Buffer[] = [];
  for (const [key, value] of records) {
    const rest = Buffer.byteLength(key) + value.length + 3;
    let length = rest + String(rest).length;
    if (rest + String(length).length > length) length = rest + String(length).length;
    parts.push(Buffer.from(`${length} ${key}=`), value, Buffer.from("\n"));
  }
  return Buffer.concat(parts);
}
