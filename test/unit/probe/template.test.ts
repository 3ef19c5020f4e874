import { expect, test } from "vitest";
import { fill, fillDeep, fillPattern, newVariables } from "../../../src/probe/template.js";

const variables = new Map<string, unknown>([
  ["id", "a+b"],
  ["count", 3],
]);

test("random is twelve hex digits, the same in one check and another in the next", () => {
  const [one, two] = [newVariables(), newVariables()];
  expect(fill("u-{{random}}-{{ random }}", one)).toMatch(/^u-([0-9a-f]{12})-\1$/);
  expect(fill("{{random}}", one)).not.toBe(fill("{{random}}", two));
});

test("values go into texts, keys and lists; a lone placeholder keeps its type", () => {
  expect(fillDeep({ "{{id}}": ["{{count}}", "n={{count}}", 7, null, { deep: "{{id}}" }] }, variables)).toEqual({
    "a+b": [3, "n=3", 7, null, { deep: "a+b" }],
  });
});

test("in a regular expression a value is text", () => {
  expect(fillPattern("/^item {{id}}$/", variables)).toEqual({ regex: /^item a\+b$/ });
  expect(fillPattern("/items/{{id}}", variables)).toEqual({ text: "/items/a+b" });
});

test("a value that looks like a regular expression is text", () => {
  expect(fillPattern("{{path}}", new Map([["path", "/images/"]]))).toEqual({ text: "/images/" });
});

test("a name nobody extracted is said with the known ones", () => {
  expect(() => fill("/orders/{{order}}", variables)).toThrow("{{order}} has no value here; known: id, count");
});
