import { describe, expect, test } from "vitest";
import type { HttpExpectation } from "../../../src/model/config.js";
import { answerProblem } from "../../../src/probe/expect-http.js";

const answer = (body: string | Buffer, headers: Readonly<Record<string, readonly string[]>> = {}, status = 200) => ({
  status,
  headers,
  body: Buffer.from(body),
});
const ok = { status: ["2xx", "3xx"] };
const jpeg = Buffer.from([0xff, 0xd8, 0xff, 0xe0, 0, 16]);
const variables = new Map<string, unknown>([["id", "x.y"]]);

describe("holds", () => {
  test.each<[string, HttpExpectation, ReturnType<typeof answer>]>([
    ["a class of statuses", ok, answer("", {}, 304)],
    ["one status", { status: [404] }, answer("", {}, 404)],
    ["a type by its begin", { ...ok, type: "application/json" }, answer("{}", { "content-type": ["application/json; charset=utf-8"] })],
    ["a picture", { ...ok, type: "image/jpeg" }, answer(jpeg, { "content-type": ["image/jpeg"] })],
    ["webp", { ...ok, type: "image/" }, answer("RIFF\n\0\0\0WEBPVP8 ", { "content-type": ["image/webp"] })],
    ["a header", { ...ok, headers: { "X-A": "1", "X-B": "/^v\\d/" } }, answer("", { "x-a": ["1"], "x-b": ["v2"] })],
    ["texts", { ...ok, text: ["shop", "/SOCK/i", "item {{id}}", "/{{id}}$/"] }, answer("the shop of socks, item x.y")],
    ["json", { ...ok, json: { "$.id": "{{id}}" } }, answer('{"id":"x.y"}')],
    ["bytes", { ...ok, bytes: { min: 3, max: 3 } }, answer("abc")],
  ])("%s", (_, expected, given) => {
    expect(answerProblem(expected, given, variables)).toBeUndefined();
  });
});

describe("fails with", () => {
  test.each<[string, HttpExpectation, ReturnType<typeof answer>]>([
    ['status 500, expected 200; body begins "it broke"', { status: [200] }, answer("it\n  broke", {}, 500)],
    ["status 404, expected 2xx or 3xx; empty body", ok, answer("", {}, 404)],
    ["no content type, expected text/html", { ...ok, type: "text/html" }, answer("x")],
    ["content type text/plain, expected text/html", { ...ok, type: "text/html" }, answer("x", { "content-type": ["text/plain"] })],
    [
      'content type image/jpeg, but the 6 bytes of the body don\'t begin like one: "<html>"',
      { ...ok, type: "image/jpeg" },
      answer("<html>", { "content-type": ["image/jpeg"] }),
    ],
    ["no header x-a, expected 1", { ...ok, headers: { "x-a": "1" } }, answer("")],
    ['header x-a is "12", expected 1', { ...ok, headers: { "x-a": "1" } }, answer("", { "x-a": ["12"] })],
    ['the body has no "shoe"; it begins "a sock"', { ...ok, text: ["sock", "shoe"] }, answer("a sock")],
    ['the body has no match of /^x\\.y/; it begins "xay"', { ...ok, text: ["/^{{id}}/"] }, answer("xay")],
    ['the body isn\'t JSON; it begins "<html>"', { ...ok, json: { "$.id": 1 } }, answer("<html>")],
    ["$.id is 2, expected 1", { ...ok, json: { "$.id": 1 } }, answer('{"id":2}')],
    ["body of 3 bytes, expected at least 4", { ...ok, bytes: { min: 4 } }, answer("abc")],
    ["body of 3 bytes, expected at most 2", { ...ok, bytes: { max: 2 } }, answer("abc")],
  ])("%s", (problem, expected, given) => {
    expect(answerProblem(expected, given, variables)).toBe(problem);
  });
});
