import { describe, expect, test } from "vitest";
import type { HttpStep } from "../../../src/model/config.js";
import { openHttpSession } from "../../../src/probe/http-session.js";
import { hideSecrets, secretFields, secretHeaders } from "../../../src/probe/secrets.js";
import { bodyOf, endpoints, httpServer } from "./servers.js";

const secret = "s3cr3t-planted";

describe("of a step", () => {
  test.each<[string, Partial<HttpStep>]>([
    ["the password of basic authentication", { auth: { user: "ann", password: secret } }],
    ["an Authorization header", { headers: { Authorization: `Bearer ${secret}` } }],
    ["a key in a header", { headers: { "X-Api-Key": secret } }],
    ["a cookie", { headers: { Cookie: `lang=en; sid=${secret}` } }],
    ["a password in a form", { method: "POST", body: { form: { user: "ann", password: secret } } }],
    ["a password in JSON", { method: "POST", body: { json: { user: { password: secret } } } }],
    ["a token in a part", { method: "POST", body: { multipart: { token: secret } } }],
    ["a token in the URL", { url: "/a?t={{token}}" }],
  ])("%s is not in the message though the server repeats it", async (_, rest) => {
    await using server = await httpServer((request, response) => {
      void bodyOf(request).then((body) => {
        const basic = Buffer.from(request.headers.authorization?.split(" ")[1] ?? "", "base64");
        response.writeHead(500).end(`${body} ${request.url} ${basic.toString()} ${JSON.stringify(request.headers)} ${body}`);
      });
    });
    await using session = openHttpSession({
      endpoints: endpoints({ web: [80, server.port] }),
      target: { service: "web", port: 80 },
      scheme: "http",
      signal: new AbortController().signal,
      cwd: "/",
    });
    const give: HttpStep = {
      method: "GET",
      url: "/",
      headers: {},
      expect: { status: [500] },
      extract: { token: { from: "regex", expression: ` (/) ` } },
    };
    await session.run({
      ...give,
      headers: { "x-given": secret },
      extract: { token: { from: "regex", expression: `"x-given":"([^"]*)"` } },
    });
    expect(session.variables.get("token")).toBe(secret);
    const expected = { status: [200] };
    for (const text of [[], ["no such text"]]) {
      const result = await session.run({
        ...give,
        extract: {},
        ...rest,
        expect: { ...expected, status: text.length === 0 ? [200] : [500], text },
      });
      expect(result).toMatchObject({ ok: false, error: expect.stringMatching(/^(GET|POST) \/.*(status 500|no such text)/) as string });
      expect(JSON.stringify(result)).not.toContain(secret.slice(0, 6));
      expect(JSON.stringify(result)).not.toContain(Buffer.from(`ann:${secret}`).toString("base64"));
    }
  });

  test("a cookie that the server set is not in the message", async () => {
    await using server = await httpServer((request, response) =>
      response.setHeader("set-cookie", `sid=${secret}; Path=/`).end(`${request.headers.cookie}`),
    );
    await using session = openHttpSession({
      endpoints: endpoints({ web: [80, server.port] }),
      target: { service: "web", port: 80 },
      scheme: "http",
      signal: new AbortController().signal,
      cwd: "/",
    });
    const step: HttpStep = { method: "GET", url: "/", headers: {}, expect: { status: [200] }, extract: {} };
    await session.run(step);
    const wrongs: readonly HttpStep["expect"][] = [
      { status: [200], text: ["none"] },
      { status: [200], headers: { "set-cookie": "none" } },
    ];
    for (const wrong of wrongs) {
      const result = await session.run({ ...step, expect: wrong });
      expect(result).toMatchObject({ ok: false, error: expect.stringContaining("sid=***") as string });
    }
  });
});

test.each<[string, readonly string[], string]>([
  ["a planted b", ["planted"], "a *** b"],
  ["a%26bcd", ["a&bcd"], "***"],
  ['{"a":"x\\"yz"}', ['x"yz'], '{"a":"***"}'],
  ["the end is plan…", ["planted"], "the end is ***…"],
  ["abc", ["abc"], "abc"],
  ["plantedplanted", ["planted", "plantedplanted"], "***"],
])("%s without %j is %s", (text, secrets, hidden) => {
  expect(hideSecrets(text, secrets)).toBe(hidden);
});

test("only secret names are looked at", () => {
  expect(secretHeaders({ accept: "text/html", author: "ann", authorization: "Digest x" })).toEqual(["Digest x", "x", ""]);
  expect(secretFields({ form: { author: "ann", passwd: "p1", nested: [{ api_key: "k1" }, 7] } })).toEqual(["p1", "k1"]);
});
