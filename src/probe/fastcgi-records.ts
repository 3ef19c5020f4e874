// Numbers of the FastCGI specification 1.0, sections 3.3, 5 and 8.
const version = 1;
const headerBytes = 8;
const largestContent = 65_535;
const responder = 1;
const types = { begin: 1, end: 3, params: 4, stdin: 5, stdout: 6, stderr: 7 } as const;

/** One request as the records a web server sends; the connection is to be closed after it. */
export const requestRecords = (params: Readonly<Record<string, string>>, body: Buffer): Buffer =>
  Buffer.concat([
    record(types.begin, Buffer.from([0, responder, 0, 0, 0, 0, 0, 0])),
    ...stream(types.params, Buffer.concat(Object.entries(params).map(([name, value]) => pair(name, value)))),
    ...stream(types.stdin, body),
  ]);

/** What came so far. `problem`: the other side doesn't speak FastCGI, or refused the request. */
export type Reply = { readonly stdout: Buffer; readonly stderr: string; readonly ended: boolean; readonly problem?: string };

/** Why a server ended a request unserved: protocolStatus 1 to 3. */
const refusals = ["", "it serves one request a connection", "it is overloaded", "it has no such role"];

export const readReply = (bytes: Buffer): Reply => {
  const out: Buffer[] = [];
  const errors: Buffer[] = [];
  let ended = false;
  let problem: string | undefined;
  for (let at = 0; !ended && at < bytes.length;) {
    if (bytes[at] !== version) return { stdout: Buffer.alloc(0), stderr: "", ended: true, problem: "the answer isn't FastCGI" };
    if (at + headerBytes > bytes.length) break;
    const from = at + headerBytes;
    const to = from + bytes.readUInt16BE(at + 4);
    if (to > bytes.length) break;
    const content = bytes.subarray(from, to);
    if (bytes[at + 1] === types.stdout) out.push(content);
    if (bytes[at + 1] === types.stderr) errors.push(content);
    if (bytes[at + 1] === types.end) {
      ended = true;
      const refusal = refusals[content[4] ?? 0];
      if (refusal !== undefined && refusal !== "") problem = `the request was refused: ${refusal}`;
    }
    at = to + (bytes[at + 6] ?? 0);
  }
  return { stdout: Buffer.concat(out), stderr: Buffer.concat(errors).toString(), ended, ...(problem === undefined ? {} : { problem }) };
};

const record = (type: number, content: Buffer): Buffer =>
  Buffer.concat([Buffer.from([version, type, 0, 1, content.length >> 8, content.length & 0xff, 0, 0]), content]);

/** An empty record ends a stream. */
const stream = (type: number, content: Buffer): readonly Buffer[] => {
  const pieces = Array.from({ length: Math.ceil(content.length / largestContent) }, (_, index) =>
    content.subarray(index * largestContent, (index + 1) * largestContent),
  );
  return [...pieces, Buffer.alloc(0)].map((piece) => record(type, piece));
};

const pair = (name: string, value: string): Buffer => {
  const [key, content] = [Buffer.from(name), Buffer.from(value)];
  return Buffer.concat([lengthOf(key), lengthOf(content), key, content]);
};

const lengthOf = ({ length }: Buffer): Buffer => {
  if (length < 128) return Buffer.from([length]);
  const long = Buffer.alloc(4);
  long.writeUInt32BE((length | 0x80000000) >>> 0);
  return long;
};
