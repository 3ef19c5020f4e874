import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { parseJsonPath, readJsonPath } from "../../../src/probe/json-path.js";

const body = { a: { b: [{ c: 1 }, { c: 2 }] }, "a b": { "it's": true }, list: [{ x: "p" }, { y: 0 }, { x: "q" }], none: null };

describe("reads", () => {
  test.each([
    ["$", [body]],
    ["$.a.b[0].c", [1]],
    ["$['a b']['it\\'s']", [true]],
    ['$["a b"]["it\'s"]', [true]],
    ["$.list[*].x", ["p", "q"]],
    ["$.list.*.x", ["p", "q"]],
    ["$.none", [null]],
    ["$.a.b[2]", []],
    ["$.none.deeper", []],
    ["$.toString", []],
    ["$.list.length", []],
  ])("%s", (path, expected) => {
    expect(readJsonPath(parseJsonPath(path), body)).toEqual(expected);
  });
});

describe("refuses", () => {
  test.each([
    ["a.b", 'character 1: it must begin with "$"'],
    ["$..b", "character 2"],
    ["$.a[", "character 4"],
    ["$.a[-1]", "character 4"],
    ["$.a['b]", "character 4"],
    ["$.a b", "character 4"],
  ])("%s", (path, message) => {
    expect(() => parseJsonPath(path)).toThrow(message);
  });
});

test("any key can be written in brackets", () => {
  fc.assert(
    fc.property(fc.string(), fc.integer(), (key, value) => {
      const quoted = key.replaceAll(/[\\']/g, "\\$&");
      const object = JSON.parse(`{${JSON.stringify(key)}:${value}}`) as unknown;
      fc.pre(!/[\n\r\u2028\u2029]/.test(key));
      expect(readJsonPath(parseJsonPath(`$['${quoted}']`), object)).toEqual([value]);
    }),
  );
});
