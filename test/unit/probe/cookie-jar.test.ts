import { describe, expect, test } from "vitest";
import { newCookieJar } from "../../../src/probe/cookie-jar.js";

describe("after these headers from /shop/login, /shop/cart sends", () => {
  test.each([
    ["a plain cookie", ["sid=1"], "sid=1"],
    ["values with = and spaces", ["sid= a=b ; HttpOnly"], "sid=a=b"],
    ["several", ["a=1; Path=/", "b=2; Path=/"], "a=1; b=2"],
    ["the longer path first", ["a=1; Path=/", "b=2; Path=/shop"], "b=2; a=1"],
    ["a later value", ["a=1; Path=/", "a=2; Path=/"], "a=2"],
    ["nothing of another path", ["a=1; Path=/shop/cart/x", "b=1; Path=/sho"], undefined],
    ["nothing deleted by Max-Age", ["a=1", "a=; Max-Age=0"], undefined],
    ["nothing deleted by Expires", ["a=1", "a=; Expires=Thu, 01 Jan 1970 00:00:00 GMT"], undefined],
    ["Max-Age over Expires", ["a=1; Max-Age=60; Expires=Thu, 01 Jan 1970 00:00:00 GMT"], "a=1"],
    ["Secure and Domain cookies", ["a=1; Secure; Domain=shop.example; SameSite=Lax"], "a=1"],
    ["nothing of nonsense", ["=x", "novalue"], undefined],
  ])("%s", (_, headers, expected) => {
    const jar = newCookieJar();
    jar.store("web", "/shop/login?next=/", headers);
    expect(jar.header("web", "/shop/cart?x=1")).toBe(expected);
  });
});

test("cookies stay with their service", () => {
  const jar = newCookieJar();
  jar.store("web", "/", ["a=1"]);
  expect(jar.header("api", "/")).toBeUndefined();
});

test("a cookie ends with its Max-Age", () => {
  let now = 1_000_000;
  const jar = newCookieJar(() => now);
  jar.store("web", "/", ["a=1; Max-Age=10"]);
  now += 9_999;
  expect(jar.header("web", "/")).toBe("a=1");
  now += 1;
  expect(jar.header("web", "/")).toBeUndefined();
});
