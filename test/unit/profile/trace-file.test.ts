import { Buffer } from "node:buffer";
import { describe, expect, test } from "vitest";
import { StackSlimError } from "../../../src/model/errors.js";
import {
  fileStart,
  mergeRecords,
  mergeSections,
  readSections,
  sectionText,
  type RecordedSession,
  type TraceSection,
} from "../../../src/profile/index.js";
import { randomFrom } from "../search/random.js";

const session = (id: string, at = "2026-01-01T00:00:00.000Z"): RecordedSession => ({ id, at, seconds: 3, by: ["enter"] });
const section = (service: string, lines: readonly string[], ...sessions: RecordedSession[]): TraceSection =>
  mergeSections([
    {
      head: { service, image: `${service}:1`, imageId: "sha256:1", sessions, facts: 0, sum: "" },
      record: Buffer.from(lines.map((line) => `${line}\n`).join("")),
    },
  ]);
const open = (at: number, path: string): string => `${String(at)}\topen\tf\t${path}\t${path}`;
const fileOf = (...sections: readonly TraceSection[]): Buffer =>
  Buffer.concat([Buffer.from(fileStart()), ...sections.flatMap((one) => sectionText(one).map((part) => Buffer.from(part)))]);
const read = async (file: Buffer, chunk = 7): Promise<readonly TraceSection[]> => {
  async function* chunks(): AsyncGenerator<Buffer> {
    for (let at = 0; at < file.length; at += chunk) yield await Promise.resolve(file.subarray(at, at + chunk));
  }
  const sections: TraceSection[] = [];
  for await (const one of readSections(chunks(), "/t/shop.trace")) sections.push(one);
  return sections;
};

describe("records merged", () => {
  test("have each fact once, when it was first seen, in the order of time", () => {
    const merged = mergeRecords([
      Buffer.from(`${open(5, "/b")}\n${open(9, "/a")}\n`),
      Buffer.from(`${open(7, "/b")}\n${open(3, "/a")}\n\n`),
    ]);
    expect(merged.toString()).toBe(`${open(3, "/a")}\n${open(5, "/b")}\n`);
  });

  test("leave out facts of states that aren't wanted", () => {
    const record = Buffer.from(`${open(1, "/a")}\n2\topen\tn\t/x\t/x\n`);
    expect(mergeRecords([record], ["n"]).toString()).toBe(`${open(1, "/a")}\n`);
  });

  test("are the same in any order, however often, and in any grouping", () => {
    const next = randomFrom(20_261_122);
    const below = (bound: number): number => Math.floor(next() * bound);
    for (let round = 0; round < 200; round++) {
      const some = (): Buffer =>
        Buffer.from(Array.from({ length: below(6) }, () => `${open(below(4), `/${String(below(5))}`)}\n`).join(""));
      const [a, b, c] = [some(), some(), some()];
      const all = mergeRecords([a, b, c]);
      expect(mergeRecords([c, a, b, a])).toEqual(all);
      expect(mergeRecords([mergeRecords([a, b]), c])).toEqual(all);
      expect(mergeRecords([all])).toEqual(all);
    }
  });
});

describe("sections merged", () => {
  test("have the sessions of all, each once, oldest first", () => {
    const late = session("b", "2026-02-01T00:00:00.000Z");
    const merged = mergeSections([section("web", [open(1, "/a")], late), section("web", [open(1, "/b")], session("a"), late)]);
    expect(merged.head.sessions.map(({ id }) => id)).toEqual(["a", "b"]);
    expect(merged.head.facts).toBe(2);
  });
});

describe("a trace file", () => {
  const web = section("web", [open(1, "/a"), open(2, "/b\\x20c")], session("a"));
  const db = section("db", [], session("a"));

  test.each([1, 7, 1_000_000])("is read as it was written, in pieces of %i bytes", async (chunk) => {
    const file = fileOf(web, db);
    const found = await read(file, chunk);
    expect(found.map(({ head, record }) => ({ head, record }))).toEqual([web, db]);
    for (const { record, start = -1 } of found) expect(file.subarray(start, start + record.length)).toEqual(record);
  });

  const whole = fileOf(web, db).toString();
  test.each<[string, string, RegExp]>([
    ["nothing", "", /^\/t\/shop\.trace:1: it is empty\.$/],
    ["another file", "name: shop\nservices: {}\n", /:1: it is no trace file of stack-slim\.$/],
    ["JSON of something else", "[]\n", /:1: it is no trace file/],
    ["bytes", "\u0000\u0001\u0002\n", /:1: it is no trace file/],
    ["one endless line", "x".repeat(2_000_000), /:1: the line is longer than any/],
    ["a version to come", whole.replace('"version":1', '"version":2'), /:1: it is of version 2, this stack-slim reads version 1\.$/],
    ["no version", whole.replace(',"version":1', ""), /:1: it is of version nothing/],
    ["half a file", whole.slice(0, whole.indexOf("2\topen")), /:3: it ends after 1 of the 2 facts of "web"\.$/],
    ["a line cut short", whole.slice(0, whole.indexOf("c\n") + 1), /the facts of "web" are not those that were written/],
    ["a fact that was edited", whole.replace("/b\\x20c\t", "/evil\t"), /:4: the facts of "web" are not those that were written\.$/],
    ["a fact too many", whole.replace('{"service":"db"', '3\topen\tf\t/x\t/x\n{"service":"db"'), /:5: expected the service, image and sum/],
    ["a count of many facts", whole.replace('"facts":2', '"facts":9007199254740991'), /it ends after 3 of the 9007199254740991 facts/],
    ["a count below zero", whole.replace('"facts":2', '"facts":-1'), /:2: expected how many facts follow, found -1\.$/],
    ["a count in words", whole.replace('"facts":2', '"facts":"2"'), /:2: expected how many facts follow, found "2"/],
    ["no service", whole.replace('"service":"web"', '"service":""'), /:2: expected the service, image and sum/],
    ["sessions of another shape", whole.replace('"by":["enter"]', '"by":"enter"'), /:2: expected a list of sessions/],
    ["a session at no time", whole.replace("2026-01-01T00:00:00.000Z", "yesterday"), /:2: expected a list of sessions/],
  ])("is refused: %s", async (_, text, message) => {
    const error = await read(Buffer.from(text), 1024).then(
      () => undefined,
      (thrown: unknown) => thrown,
    );
    if (!(error instanceof StackSlimError)) throw new Error("it was taken");
    expect([error.code, error.exitCode]).toEqual(["trace.file", 2]);
    expect(error.message).toMatch(message);
  });

  test("is refused when a fact has another shape, even with the right sum", async () => {
    const odd = section("web", ["1\topen\tf\t/a", open(2, "/b")], session("a"));
    await expect(read(fileOf(odd))).rejects.toThrow(/:4: 1 facts of "web" can't be read/);
  });
});
