import { describe, expect, it } from "vitest";
import { clip, printable, printableJson, printableLine, textWidth } from "../../../src/model/printable.js";

describe("printable", () => {
  it.each([
    ["plain text – with → signs", "plain text – with → signs"],
    ["\u001b[1;31mred\u001b[0m", "red"],
    ["\u009b31mred", "red"],
    ["\u001b]0;title\u0007after", "after"],
    ["\u001b]8;;http://x\u001b\\link\u001b]8;;\u001b\\", "link"],
    ["\u001bPq#0\u001b\\after", "after"],
    ["\u001b(Bafter\u001b7", "after"],
    ["half an escape \u001b", "half an escape \\x1b"],
    ["bell\u0007 back\u0008 nul\u0000 del\u007f", "bell\\x07 back\\x08 nul\\x00 del\\x7f"],
    ["a\r\nb\rc", "a\nb\\x0dc"],
    ["a\tb", "a  b"],
    ["\u202etxt.exe", "\\u202etxt.exe"],
    ["lone \ud800 surrogate, 😀 pair", "lone \\ud800 surrogate, 😀 pair"],
  ])("%j is %j", (text, safe) => {
    expect(printable(text)).toBe(safe);
    expect(printable(safe)).toBe(safe);
  });

  it("makes one line of several", () => {
    expect(printableLine("  two \n\n lines\n")).toBe("two lines");
  });
});

describe("textWidth and clip", () => {
  it.each([
    ["abc", 3],
    ["", 0],
    ["→ ✓ ✗ ~ · … –", 13],
    ["日本語、", 8],
    ["한글", 4],
    ["ｆｕｌｌ", 8],
    ["e\u0301", 1],
    ["👩‍👩‍👧 🇩🇪", 5],
  ])("%s takes %i columns", (text, width) => {
    expect(textWidth(text)).toBe(width);
  });

  it.each([
    ["abcdef", 6, "abcdef"],
    ["abcdef", 5, "abcd…"],
    ["ab cdef", 4, "ab…"],
    ["日本語", 4, "日…"],
    ["abc", 1, "…"],
    ["abc", 0, ""],
  ])("%s cut to %i is %s", (text, columns, cut) => {
    expect(clip(text, columns)).toBe(cut);
  });
});

it("JSON has no control that a terminal obeys, and is the same data", () => {
  const value = { "k\u009b": "\u001b[2J \u0085 \u007f \u202e é 日", n: [1, null] };
  const text = printableJson(value, 2);
  expect(text).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202e]/);
  expect(JSON.parse(text)).toEqual(value);
});
