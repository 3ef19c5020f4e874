import { describe, expect, it } from "vitest";
import { digest } from "../../../src/workspace/digest.js";

describe("digest", () => {
  it("is SHA-256 in lower-case hex of the canonical text", () => {
    // printf '[{"a":"x","b":[1,null]}]' | sha256sum
    expect(digest({ b: [1, null], a: "x" })).toBe("92dc9bbec0cdee11550e33d7a996b00441ef93c02bb29e1a9cc3532b0c5c2a1b");
  });

  it.each<[string, readonly unknown[], readonly unknown[]]>([
    ["key order", [{ a: 1, b: 2 }], [{ b: 2, a: 1 }]],
    [
      "map order",
      [
        new Map([
          ["a", 1],
          ["b", 2],
        ]),
      ],
      [
        new Map([
          ["b", 2],
          ["a", 1],
        ]),
      ],
    ],
    ["set order", [new Set([1, 2])], [new Set([2, 1])]],
    ["absent and undefined fields", [{ a: 1, b: undefined }], [{ a: 1 }]],
    ["the same object twice", [[{ a: 1 }, { a: 1 }]], [Array<unknown>(2).fill({ a: 1 })]],
    ["buffer and byte array", [Buffer.from("x")], [new Uint8Array([120])]],
  ])("does not see: %s", (_name, a, b) => {
    expect(digest(...a)).toBe(digest(...b));
  });

  it.each<[string, readonly unknown[], readonly unknown[]]>([
    ["values", [{ a: 1 }], [{ a: 2 }]],
    ["number and text", [1], ["1"]],
    ["array order", [[1, 2]], [[2, 1]]],
    ["where parts end", ["ab", "c"], ["a", "bc"]],
    ["undefined part and none", [1, undefined], [1]],
    ["null and undefined", [null], [undefined]],
    ["map and object", [new Map([["a", 1]])], [{ a: 1 }]],
    ["set and array", [new Set([1])], [[1]]],
    ["bigint and number", [1n], [1]],
    ["NaN and null", [NaN], [null]],
  ])("sees: %s", (_name, a, b) => {
    expect(digest(...a)).not.toBe(digest(...b));
  });

  it("refuses what has no content or no end", () => {
    const loop: Record<string, unknown> = {};
    loop["self"] = loop;
    expect(() => digest(() => 1)).toThrow(TypeError);
    expect(() => digest(loop)).toThrow(/contains itself/);
  });
});
