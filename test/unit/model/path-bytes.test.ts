import fc from "fast-check";
import { expect, test } from "vitest";
import { decodePath, decodeRecordPath, encodePath } from "../../../src/model/path-bytes.js";

test("any bytes come back from their path", () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 40 }), (bytes) => encodePath(decodePath(Buffer.from(bytes))).equals(Buffer.from(bytes))),
  );
});

test("valid UTF-8 reads as text", () => {
  fc.assert(fc.property(fc.string({ unit: "grapheme" }), (text) => decodePath(Buffer.from(text)) === Buffer.from(text).toString()));
});

test.each([
  ["/plain", "/plain"],
  ["/caf\\xc3\\xa9", "/café"],
  ["/bad\\xff", "/bad\udcff"],
  ["/back\\x5cslash\\x09tab", "/back\\slash\ttab"],
])("the record's %s is %j", (escaped, path) => {
  expect(decodeRecordPath(escaped)).toBe(path);
});
