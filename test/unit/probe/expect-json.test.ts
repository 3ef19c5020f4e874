import { describe, expect, test } from "vitest";
import { jsonProblem } from "../../../src/probe/expect-json.js";

const body = {
  name: "sock",
  price: 7.5,
  tags: ["red", "blue"],
  items: [
    { id: 1, q: 2 },
    { id: 2, q: 5 },
  ],
  empty: [],
  none: null,
};

describe("holds", () => {
  test.each<[string, Readonly<Record<string, unknown>>]>([
    ["equal scalar", { "$.name": "sock" }],
    ["equal list", { "$.tags": ["red", "blue"] }],
    ["equal object", { "$.items[0]": { q: 2, id: 1 } }],
    ["null", { "$.none": null }],
    ["exists", { "$.none": { exists: true }, "$.other": { exists: false } }],
    ["length", { "$.tags": { length: 2 }, "$.name": { length: 4 }, $: { length: 6 } }],
    ["length with operators", { "$.tags": { length: { min: 1, max: 2 } } }],
    ["min and max", { "$.price": { min: 7.5, max: 8 } }],
    ["min of every match", { "$.items[*].q": { min: 2 } }],
    ["matches", { "$.name": { matches: "^so" }, "$.price": { matches: "/^7/" } }],
    [
      "contains in text, list and object",
      { "$.name": { contains: "oc" }, "$.tags": { contains: "red" }, "$.items[0]": { contains: { id: 1 } } },
    ],
    ["contains an object that covers", { "$.items": { contains: { id: 2 } } }],
    ["the list of matches", { "$.items[*].id": [1, 2], "$.empty[*]": { length: 0 } }],
    ["not", { "$.name": { not: "shoe" }, "$.tags": { not: { contains: "green" } } }],
    ["an empty object is a value", { "$.empty": { not: {} } }],
  ])("%s", (_, expected) => {
    expect(jsonProblem(expected, body)).toBeUndefined();
  });
});

describe("fails with", () => {
  test.each<[Readonly<Record<string, unknown>>, string]>([
    [{ "$.name": "shoe" }, '$.name is "sock", expected "shoe"'],
    [{ "$.other": 1 }, "$.other is absent, expected 1"],
    [{ "$.price": "7.5" }, '$.price is 7.5, expected "7.5"'],
    [{ "$.none": { exists: false } }, "$.none is null, expected it to be absent"],
    [{ "$.other": { exists: true } }, "$.other is absent"],
    [{ "$.tags": { length: 3 } }, "$.tags has a length that is 2, expected 3"],
    [{ "$.price": { length: 1 } }, "$.price is 7.5, which has no length"],
    [{ "$.items[*].q": { max: 4 } }, "$.items[*].q is 5, expected at most 4"],
    [{ "$.name": { min: 1 } }, '$.name is "sock", expected at least 1'],
    [{ "$.empty[*]": { min: 0 } }, "$.empty[*] is absent, expected at least 0"],
    [{ "$.name": { matches: "^x" } }, '$.name is "sock", expected a match of ^x'],
    [{ "$.tags": { contains: "green" } }, '$.tags is ["red","blue"], expected it to contain "green"'],
    [{ "$.name": { not: "sock" } }, '$.name is "sock", expected it not to be "sock"'],
    [{ "$.name": "sock", "$.price": 8 }, "$.price is 7.5, expected 8"],
    [{ "$.name": { min: 1, other: 2 } }, '$.name is "sock", expected {"min":1,"other":2}'],
  ])("%j", (expected, problem) => {
    expect(jsonProblem(expected, body)).toBe(problem);
  });
});

test("a path or expression that makes no sense is an error, not a failure", () => {
  expect(() => jsonProblem({ name: 1 }, body)).toThrow("makes no sense at character 1");
  expect(() => jsonProblem({ "$.name": { matches: "(" } }, body)).toThrow("is not a regular expression");
});
