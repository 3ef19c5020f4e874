import { expect, test } from "vitest";
import type { Extraction } from "../../../src/model/config.js";
import { extract } from "../../../src/probe/extract.js";
import { checkedSelector } from "../../../src/probe/html.js";

const page = `<!doctype html><html><body><form action="/login"><input type=hidden name="csrf" value="a&amp;b"></form>
<ul class="items"><li><a href="/1">One <b>&amp; only</b></a></li><li>Two</li></ul></body></html>`;
const answer = { status: 200, headers: {}, body: Buffer.from(page) };

test.each<[Extraction, unknown]>([
  [{ from: "css", expression: "input[name=csrf]", attribute: "value" }, { value: "a&b" }],
  [{ from: "css", expression: "ul.items > li:first-child a" }, { value: "One & only" }],
  [{ from: "css", expression: "li:nth-child(2)" }, { value: "Two" }],
  [{ from: "css", expression: "form", attribute: "method" }, { error: "the first form of the page has no attribute method" }],
  [{ from: "css", expression: "#no" }, { error: expect.stringMatching(/^no #no in the page, which begins "<!doctype html>/) }],
])("%j", (extraction, expected) => {
  expect(extract(extraction, answer)).toEqual(expected);
});

test.each(["li[", "li:no-such(", ">>"])("%s is no selector", (selector) => {
  expect(() => checkedSelector(selector)).toThrow(/is not a CSS selector: \S/);
});
