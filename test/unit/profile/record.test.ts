import { describe, expect, test } from "vitest";
import { decodeRecordPath } from "../../../src/model/path-bytes.js";
import { parseRecord, parseStatus } from "../../../src/profile/record.js";

const parse = (text: string): ReturnType<typeof parseRecord> =>
  parseRecord("web", Buffer.from(text, "latin1"), { decode: decodeRecordPath });

describe("the observer's record", () => {
  test("a line is a fact", () => {
    const { trace, malformed } = parse("12\topen\tf\t/bin/sh\t/usr/bin/dash\n13\tconnect\tc\tinet:10.0.0.2:5432\t-\n");
    expect(trace.facts).toEqual([
      { at: 12, kind: "open", state: "f", path: "/bin/sh", final: "/usr/bin/dash" },
      { at: 13, kind: "connect", state: "c", path: "inet:10.0.0.2:5432", final: "-" },
    ]);
    expect(malformed).toBe(0);
  });

  test("escaped bytes come back: tab, backslash, UTF-8", () => {
    const { trace } = parse("1\topen\tf\t/a\\x09b\\x5cc\t/\\xc3\\xa9\n");
    expect(trace.facts[0]).toMatchObject({ path: "/a\tb\\c", final: "/é" });
  });

  test.each(["1\topen\tf\t/x", "1\tpeek\tf\t/x\t/x", "1\topen\tz\t/x\t/x", "noise"])("a line of another shape is counted: %j", (line) => {
    expect(parse(`${line}\n1\topen\tf\t/x\t/x\n`)).toMatchObject({ malformed: 1, trace: { facts: { length: 1 } } });
  });
});

test("only the facts that are wanted are given, the rest is still checked", () => {
  const record = Buffer.from("1\topen\tn\t/x\t/x\n2\topen\tf\t/y\t/y\n3\topen\n");
  const { trace, malformed } = parseRecord("web", record, { decode: (path) => path, wanted: (_, state) => state === "f" });
  expect(trace.facts.map(({ path }) => path)).toEqual(["/y"]);
  expect(malformed).toBe(1);
});

test("the status tells a clean end from a lost observer", () => {
  const text = "listeners 3\nopen 0\ncalls 120\ngone 1\nworker_crashes 0\nlost 2\nservice web calls 100 lost 2 crashes 0 hellos 3\n";
  expect(parseStatus(text)).toEqual({ clean: false, calls: 120, lost: 2, open: 0, services: { web: { hellos: 3, lost: 2, crashes: 0 } } });
  expect(parseStatus(`${text}end clean\n`).clean).toBe(true);
  expect(parseStatus("").clean).toBe(false);
});
