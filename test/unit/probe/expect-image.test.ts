import { describe, expect, test } from "vitest";
import type { ImageExpectation } from "../../../src/model/config.js";
import { decodeImage } from "../../../src/probe/decode-image.js";
import { imageProblem } from "../../../src/probe/expect-image.js";
import { images } from "./images.js";

const kinds = Object.entries(images);

test.each(kinds)("%s decodes", async (name, body) => {
  const still = /^(lossless|webp)/.test(name);
  const format = name.includes("webp") ? "webp" : name;
  expect(await decodeImage(body)).toEqual({ format, width: still ? 4 : 8, height: still ? 4 : 6 });
});

describe.each(kinds)("%s doesn't decode", (_, body) => {
  test.each([0.5, 0.8])("when only the first %f of it came", async (part) => {
    const begin = body.subarray(0, Math.floor(body.length * part));
    expect(await imageProblem({}, begin)).toMatch(
      /^the \d+ bytes of the body (begin as \w+, but don't decode: \S|are no png, jpeg, gif or webp)/,
    );
  });
});

test("a PNG with a flipped bit doesn't decode", async () => {
  const broken = Buffer.from(images.png);
  broken[50] = (broken[50] ?? 0) ^ 1;
  expect(await imageProblem({}, broken)).toMatch(/begin as png, but don't decode: /);
});

test("a PNG that would need all memory is not decoded", async () => {
  const huge = Buffer.from(images.png);
  huge.writeUInt32BE(100_000, 16);
  huge.writeUInt32BE(100_000, 20);
  expect(await imageProblem({}, huge)).toMatch(/: 100000 × 100000 is more than 50 million pixels$/);
});

test.each<[ImageExpectation, Buffer, string | undefined]>([
  [{}, images.gif, undefined],
  [{ format: "jpeg", width: 8, height: 6 }, images.jpeg, undefined],
  [{ format: "webp" }, images.jpeg, "the picture is jpeg, expected webp"],
  [{ width: 9 }, images.png, "the picture's width is 8, expected 9"],
  [{ height: 9 }, images.png, "the picture's height is 6, expected 9"],
  [{}, Buffer.from("<html>"), 'the 6 bytes of the body are no png, jpeg, gif or webp; they begin "<html>"'],
])("%j", async (expected, body, problem) => {
  expect(await imageProblem(expected, body)).toBe(problem);
});

test("nothing is decoded when nothing is expected", async () => {
  expect(await imageProblem(undefined, Buffer.from("x"))).toBeUndefined();
});
