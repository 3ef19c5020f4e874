import { expect, test } from "vitest";
import { saveParts } from "../../../src/pipeline/save-parts.js";

const image = (id: string, bytes: number, ...layers: readonly string[]) => ({ id, bytes, layers });

test("images that share more than their base stay together, the parts weigh about the same", () => {
  const images = [
    image("carts", 680, "base", "jre", "carts"),
    image("db", 790, "base", "db"),
    image("orders", 680, "base", "jre", "orders"),
    image("edge", 310, "base", "edge"),
    image("broker", 480, "base", "broker"),
  ];
  expect(saveParts(images, 2)).toEqual([
    ["db", "edge"],
    ["carts", "orders", "broker"],
  ]);
});

test("there are no empty parts, and every image is in one", () => {
  expect(saveParts([image("only", 1, "base")], 2)).toEqual([["only"]]);
  expect(saveParts([], 2)).toEqual([]);
});
