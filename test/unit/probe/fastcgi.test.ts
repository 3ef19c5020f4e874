import { describe, expect, test } from "vitest";
import type { ProbeResult } from "../../../src/probe/driver.js";
import { drivers, runProbe } from "../../../src/probe/drivers.js";
import { cgiParams } from "../../../src/probe/fastcgi-exchange.js";
import { readReply, requestRecords } from "../../../src/probe/fastcgi-records.js";
import { freePort, probeContext, proxyToNothing, tcpServer } from "./servers.js";

const record = (type: number, content: string | Buffer, padding = 0): Buffer =>
  Buffer.concat([
    Buffer.from([1, type, 0, 1, content.length >> 8, content.length & 0xff, padding, 0]),
    Buffer.from(content),
    Buffer.alloc(padding),
  ]);
const stdout = (text: string): Buffer => record(6, text, 3);
const stderr = (text: string): Buffer => record(7, text);
const end = (protocolStatus = 0): Buffer => record(3, Buffer.from([0, 0, 0, 0, protocolStatus, 0, 0, 0]));

/** Answers every request with these bytes. */
const answering = (bytes: Buffer | string, hold = false) =>
  tcpServer((socket) => {
    socket.once("data", () => {
      socket.write(bytes);
      if (!hold) socket.end();
    });
  });

const run = (port: number): Promise<ProbeResult> => {
  const step = {
    method: "GET",
    url: "/ping",
    headers: { Authorization: "Bearer s3cr3t-planted" },
    expect: { status: [200] },
    extract: {},
  } as const;
  return runProbe(drivers, { kind: "fastcgi", port: 9000, root: "/srv", steps: [step] }, probeContext(9000, port));
};

test("an answer in pieces, with warnings beside it, passes", async () => {
  await using server = await answering(
    Buffer.concat([stdout("Content-Type: a/b\r\n"), stderr("deprecated"), stdout("\r\nbody"), end()]),
    true,
  );
  expect(await run(server.port)).toEqual({ ok: true, detail: "GET /ping 200" });
});

describe("says", () => {
  test.each<[string, Buffer | string]>([
    [
      'status 403, expected 200; body begins "Access denied."',
      Buffer.concat([stdout("Status: 403 Forbidden\nX: y\n\nAccess denied.\n"), end()]),
    ],
    ['status 500, expected 200; body begins "no ***"', Buffer.concat([stdout("Status: 500\r\n\r\nno s3cr3t-planted"), end()])],
    ["the answer has no headers: PHP Fatal error", Buffer.concat([stderr("PHP Fatal error\nmore"), end()])],
    ["the answer has no headers", end()],
    ["the answer is not whole: connection closed", stdout("Content-Type: a/b\r\n\r\nhalf")],
    ["the request was refused: it is overloaded; it begins ", end(2)],
    ['the answer isn\'t FastCGI; it begins "HTTP/1.1 400 Bad Request"', "HTTP/1.1 400 Bad Request\r\n\r\n"],
    ["connection closed without an answer", ""],
  ])("%s", async (error, bytes) => {
    await using server = await tcpServer((socket) => {
      socket.once("data", () => socket.end(bytes));
    });
    const result = await run(server.port);
    expect(result).toMatchObject({ ok: false, error: expect.stringContaining(`GET /ping: ${error}`) as string, retryable: true });
  });

  test("that nothing listens and that the connection is refused", async () => {
    await using nothing = await proxyToNothing();
    expect(await run(nothing.port)).toMatchObject({ error: "GET /ping: connection closed at once: nothing accepts it behind the port" });
    expect(await run(await freePort())).toMatchObject({ error: "GET /ping: connection refused" });
  });
});

test.each([
  ["/", { SCRIPT_FILENAME: "/srv/index.php", SCRIPT_NAME: "/index.php", QUERY_STRING: "", DOCUMENT_ROOT: "/srv" }],
  ["/a/?b=c?d", { SCRIPT_FILENAME: "/srv/a/index.php", QUERY_STRING: "b=c?d", REQUEST_URI: "/a/?b=c?d" }],
  ["/x.php/info/1", { SCRIPT_FILENAME: "/srv/x.php", SCRIPT_NAME: "/x.php", PATH_INFO: "/info/1" }],
  ["/ping", { SCRIPT_FILENAME: "/srv/ping", SCRIPT_NAME: "/ping" }],
])("the script of %s", (path, expected) => {
  const headers = { host: "shop.example:81", "x-a-b": "1", "content-type": "a/b" };
  const params = cgiParams({ method: "PUT", scheme: "http", address: { host: "127.0.0.1", port: 1 }, path, headers }, 3, "/srv/");
  const request = { REQUEST_METHOD: "PUT", SERVER_NAME: "shop.example", HTTP_X_A_B: "1", CONTENT_TYPE: "a/b", CONTENT_LENGTH: "3" };
  expect(params).toMatchObject({ ...expected, ...request });
  expect(params).not.toHaveProperty("HTTP_CONTENT_TYPE");
});

test("long values and long bodies keep the form of records", () => {
  const bytes = requestRecords({ A: "v".repeat(200) }, Buffer.alloc(70_000));
  const records: [number, number][] = [];
  for (let at = 0; at < bytes.length; at += 8 + bytes.readUInt16BE(at + 4)) records.push([bytes[at + 1] ?? 0, bytes.readUInt16BE(at + 4)]);
  expect(records).toEqual([
    [1, 8],
    [4, 206],
    [4, 0],
    [5, 65_535],
    [5, 4_465],
    [5, 0],
  ]);
  // One byte of length up to 127, four with the highest bit set from there: FastCGI 1.0, 3.4.
  expect(bytes.subarray(24, 30)).toEqual(Buffer.from([1, 0x80, 0, 0, 200, 0x41]));
});

test("a reply is read up to what came of it", () => {
  const whole = Buffer.concat([stdout("abc"), end()]);
  for (let length = 0; length < whole.length; length += 1) expect(readReply(whole.subarray(0, length))).toMatchObject({ ended: false });
  expect(readReply(whole)).toEqual({ stdout: Buffer.from("abc"), stderr: "", ended: true });
});
