import { readFileSync } from "node:fs";
import { Ajv } from "ajv";
import { expect, test } from "vitest";
import type { TraceFact } from "../../../src/model/trace.js";
import { parseRecord, traceDocument } from "../../../src/profile/index.js";

const isValid = new Ajv({ strict: true }).compile(
  JSON.parse(readFileSync(new URL("../../../schema/trace.schema.json", import.meta.url), "utf8")) as object,
);
const facts = (record: string): readonly TraceFact[] =>
  parseRecord("app", Buffer.from(record.replaceAll(" ", "\t")), { decode: (text) => text }).trace.facts;
const record = "a".repeat(64);

const sample = `0 hello d main /
1 exec f /bin/sh /usr/bin/dash
1 interp f /lib64/ld.so /usr/lib/ld.so
1 link l /bin usr/bin
2 open f /etc/passwd /etc/passwd
3 stat f /etc/passwd /etc/passwd
4 stat n /no/such /no/such
5 open n /no/such /no/such
6 open p /proc/1/maps /proc/1/maps
7 bind c inet:0.0.0.0:8080 inet:0.0.0.0:8080
8 connect c inet:172.18.0.2:5432 inet:172.18.0.2:5432
9 call o amd64:41 amd64:41
0 hello d health /
`;

test("groups facts by path, and follows its schema", () => {
  const document = traceDocument({ service: "app", record, facts: facts(sample), peers: [{ service: "db", port: 5432 }] });
  expect(isValid(document), JSON.stringify(isValid.errors)).toBe(true);
  expect(document).toMatchObject({
    starts: { main: 1, health: 1, exec: 0 },
    files: [
      { path: "/bin", final: "usr/bin", kind: "link", uses: ["link"] },
      { path: "/bin/sh", final: "/usr/bin/dash", kind: "file", uses: ["exec"] },
      { path: "/etc/passwd", kind: "file", uses: ["open", "stat"], firstMs: 2 },
      { path: "/lib64/ld.so" },
      { path: "/proc/1/maps", kind: "kernel" },
    ],
    programs: [
      { path: "/bin/sh", interpreter: false },
      { path: "/lib64/ld.so", interpreter: true },
    ],
    missed: [{ path: "/no/such", uses: ["open", "stat"] }],
    ports: [8080],
    peers: [{ service: "db", port: 5432 }],
    addresses: ["inet:172.18.0.2:5432"],
    leftOut: { files: 0, programs: 0, missed: 0, addresses: 0 },
  });
});

test("is the same when replicas and restarts repeat facts, but for the starts", () => {
  const once = traceDocument({ service: "app", record, facts: facts(sample), peers: [] });
  const twice = traceDocument({ service: "app", record, facts: facts(sample + sample), peers: [] });
  expect(twice).toEqual({ ...once, starts: { main: 2, health: 2, exec: 0 } });
});

test("is bounded, and counts what it leaves out once", () => {
  const many = Array.from({ length: 1000 }, (_, at): TraceFact => ({
    at,
    kind: "open",
    state: at % 2 === 0 ? "f" : "n",
    path: `/${String(at)}`,
    final: `/${String(at)}`,
  }));
  const document = traceDocument({ service: "app", record, facts: [...many, ...many], peers: [], most: 100 });
  expect([document.files.length, document.missed.length]).toEqual([100, 100]);
  expect(document.leftOut).toEqual({ files: 400, programs: 0, missed: 400, addresses: 0 });
  expect(document.files.map(({ firstMs }) => firstMs).every((at) => at < 200)).toBe(true);
});
