import { mkdtempSync, writeFileSync } from "node:fs";
import { rm } from "node:fs/promises";
import type { RequestListener } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import type { HarTraffic } from "../../../../src/model/web-traffic.js";
import { harDriver } from "../../../../src/probe/web/traffic-driver.js";
import { runHar } from "../../../../src/probe/har/run-har.js";
import { bodyOf, freePort, httpServer, probeContext } from "../servers.js";
import { contextOn, harOf, site } from "./traffic.js";

const folder = mkdtempSync(join(tmpdir(), "har-"));
afterAll(() => rm(folder, { recursive: true }));

type Given = {
  readonly url: string;
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly postData?: object;
  readonly status?: number;
  readonly answer?: Readonly<Record<string, string>>;
  readonly content?: object;
  readonly more?: object;
};

let files = 0;
const recording = (entries: readonly Given[]): string => {
  const list = (headers: Readonly<Record<string, string>> = {}): object[] =>
    Object.entries(headers).map(([name, value]) => ({ name, value }));
  files += 1;
  const file = join(folder, `${files}.har`);
  const har = entries.map(({ url, method = "GET", headers, postData, status = 200, answer, content = {}, more = {} }, index) => ({
    startedDateTime: new Date(1_700_000_000_000 + index * 1000).toISOString(),
    request: {
      method,
      url: url.startsWith("/") ? `https://shop.example.com${url}` : url,
      headers: list(headers),
      ...(postData === undefined ? {} : { postData }),
    },
    response: { status, headers: list(answer), content },
    ...more,
  }));
  // The order in a file need not be the order of time.
  writeFileSync(file, JSON.stringify({ log: { entries: har.reverse() } }));
  return file;
};

const replay = (entries: readonly Given[], port: number, rest: Partial<HarTraffic> = {}) =>
  runHar(harOf(recording(entries), rest), contextOn(port));

type Asked = { readonly line: string; readonly headers: Readonly<Record<string, unknown>>; readonly body: string };

/** A shop whose session, form and order numbers are others at every start. */
const shop =
  (asked: Asked[]): RequestListener =>
  (request, response) => {
    void bodyOf(request).then((body) => {
      const line = `${request.method ?? ""} ${request.url ?? ""}`;
      asked.push({ line, headers: request.headers, body });
      const isIn = request.headers.cookie?.includes("sid=live-session") === true;
      const send = (status: number, headers: Record<string, string>, text = ""): unknown => response.writeHead(status, headers).end(text);
      const json = { "content-type": "application/json" };
      if (line === "GET /login")
        return send(
          200,
          { "content-type": "text/html", "set-cookie": "sid=live-session; Path=/; Secure" },
          "<form><input type=hidden name=_csrf value='live+form/token'>",
        );
      if (line === "POST /login") {
        const form = new URLSearchParams(body);
        return send(form.get("_csrf") === "live+form/token" && isIn ? 302 : 403, { location: "/home" });
      }
      if (!isIn) return send(302, { location: "/login" });
      if (line === "GET /api/me") return send(200, json, JSON.stringify({ token: "live.jwt.token" }));
      if (request.headers.authorization !== "Bearer live.jwt.token") return send(401, {});
      if (line === "POST /api/orders")
        return send(201, { ...json, location: "/api/orders/7" }, JSON.stringify({ id: 7, customer: { id: 3 } }));
      const known = ["GET /api/orders/7", "GET /api/orders/7/lines?orderId=7&page=57"].includes(line);
      return send(known || (line === "PUT /api/basket" && body === '{"orderId":7,"count":57}') ? 200 : 404, json, "{}");
    });
  };

const json = { mimeType: "application/json; charset=utf-8" };
const session: readonly Given[] = [
  {
    url: "/login",
    answer: { "Set-Cookie": "sid=old-session; Path=/; Secure" },
    content: { mimeType: "text/html", text: "<form><input type=hidden name=_csrf value='old+form/token'>" },
  },
  {
    url: "/login",
    method: "POST",
    headers: {
      Cookie: "sid=old-session; theme=dark",
      "Content-Type": "application/x-www-form-urlencoded",
      ":authority": "shop.example.com",
      "If-None-Match": "x",
    },
    postData: { mimeType: "application/x-www-form-urlencoded", text: "_csrf=old%2Bform%2Ftoken&password=s3cret-word" },
    status: 302,
    answer: { location: "/home" },
  },
  { url: "/api/me", content: { ...json, text: Buffer.from('{"token":"old.jwt.token"}').toString("base64"), encoding: "base64" } },
  {
    url: "/api/orders",
    method: "POST",
    headers: { Authorization: "Bearer old.jwt.token", "Content-Type": "application/json" },
    postData: { mimeType: "application/json", text: '{"sku":"57"}' },
    status: 201,
    answer: { Location: "https://shop.example.com/api/orders/57" },
    content: { ...json, text: '{"id":57,"customer":{"id":44}}' },
  },
  { url: "/api/orders/57", headers: { Authorization: "Bearer old.jwt.token" }, content: json },
  { url: "/api/orders/57/lines?orderId=57&page=57", headers: { Authorization: "Bearer old.jwt.token" }, content: json },
  {
    url: "/api/basket",
    method: "PUT",
    headers: { Authorization: "Bearer old.jwt.token", "Content-Type": "application/json" },
    postData: { mimeType: "application/json", text: '{"orderId":57,"count":57}' },
    content: json,
  },
];

test("a session is replayed with the cookies, tokens and numbers that the stack gives now", async () => {
  const asked: Asked[] = [];
  await using server = await httpServer(shop(asked));
  const result = await replay(session, server.port);
  expect(result).toEqual({ ok: true, services: ["web"], detail: "replayed 7 requests" });
  expect(asked[1]).toMatchObject({
    body: "_csrf=live%2Bform%2Ftoken&password=s3cret-word",
    headers: { host: "shop.example.com", cookie: "theme=dark; sid=live-session", "x-forwarded-proto": "https" },
  });
  expect(asked[1]?.headers).not.toHaveProperty("if-none-match");
  expect(asked[3]?.body).toBe('{"sku":"57"}');
});

test("what fails is listed, and no secret is", async () => {
  const answers = { "/login": { status: 200, headers: { "set-cookie": "sid=live-session" } } };
  await using server = await httpServer(site(answers));
  const secrets = { url: "/api/x?access_token=old.jwt.token", headers: { "X-Api-Key": "key-of-mine" }, content: json };
  const result = await replay([...session.slice(0, 4), secrets], server.port);
  expect(result).toMatchObject({ ok: false, retryable: false, services: ["web"] });
  expect("error" in result && result.error.split("; ")).toEqual([
    "5 of 5 requests failed: GET /login: an empty body, recorded 59 bytes",
    "POST /login: status 200, recorded 302",
    "GET /api/me: status 404, recorded 200",
    "POST /api/orders: status 404, recorded 201",
    "GET /api/x?access_token=***: status 404, recorded 200",
  ]);
});

describe("compares", () => {
  type Row = [string, Partial<Given>, Parameters<typeof site>[0][string], string | undefined];
  test.each<Row>([
    ["the same", { content: json }, { type: "application/json", body: "{}" }, undefined],
    ["another class", {}, { status: 302, headers: { location: "/login" } }, "status 302 to /login, recorded 200"],
    ["another status of the class", { status: 201 }, "x", undefined],
    ["another type", { content: json }, "<p>", "content type text/html, recorded application/json"],
    ["another name of the type", { content: { mimeType: "application/javascript" } }, { type: "text/javascript", body: "1" }, undefined],
    ["a cached answer", { status: 304, content: { mimeType: "text/css", size: 0 } }, { type: "text/css", body: "p{}" }, undefined],
    ["a recorded refusal", { status: 404 }, "x", undefined],
    ["a recorded refusal that fails now", { status: 404 }, { status: 500 }, "status 500, recorded 404"],
    ["a recorded failure", { status: 500 }, { status: 500 }, undefined],
    ["a much smaller body", { content: { mimeType: "text/html", size: 100 } }, "x".repeat(40), "40 bytes, recorded 100"],
    ["a body a bit larger", { content: { mimeType: "text/html", size: 100 } }, "x".repeat(190), undefined],
  ])("%s", async (_, given, page, problem) => {
    await using server = await httpServer(site({ "/x": page }));
    const result = await replay([{ url: "/x", ...given }], server.port, { size: 2 });
    expect(result).toMatchObject(problem === undefined ? { ok: true } : { ok: false, error: `1 of 1 request failed: GET /x: ${problem}` });
  });
});

test("hosts are services, and the rest is left out and said", async () => {
  await using api = await httpServer(site({ "/v1": "api" }));
  await using server = await httpServer(site({ "/": "home", "/a": "a" }));
  const entries: readonly Given[] = [
    { url: "/" },
    { url: "/a" },
    { url: "/skipped" },
    { url: "https://api.example.com:8443/v1" },
    { url: "https://cdn.example.com/jquery.js" },
    { url: "wss://shop.example.com/live", status: 101 },
    { url: "/events", content: { mimeType: "text/event-stream" } },
    { url: "/blocked", status: 0 },
    { url: "data:text/css,x" },
  ];
  const hosts = { "api.example.com:8443": { service: "api", port: 0 } };
  const result = await runHar(harOf(recording(entries), { hosts, skip: ["/skipped"] }), contextOn(server.port, { api: [90, api.port] }));
  expect(result).toEqual({
    ok: true,
    services: ["web", "api"],
    detail: "replayed 3 requests; left out 1 to cdn.example.com, 1 of WebSockets, 1 of event streams, 1 without an answer, 1 of data:",
  });
});

test("forms without their text and binary bodies are sent as recorded", async () => {
  const bodies: string[] = [];
  await using server = await httpServer((request, response) => {
    void bodyOf(request).then((body) => {
      bodies.push(`${request.headers["content-type"] ?? ""} ${body}`);
      response.end();
    });
  });
  const form = "application/x-www-form-urlencoded";
  const result = await replay(
    [
      {
        url: "/a",
        method: "POST",
        postData: {
          mimeType: form,
          params: [
            { name: "a b", value: "1%262" },
            { name: "c", value: "x+y" },
          ],
        },
      },
      { url: "/b", method: "POST", postData: { mimeType: "text/x", text: Buffer.from("bytes").toString("base64"), encoding: "base64" } },
      {
        url: "/c",
        method: "POST",
        postData: { mimeType: "multipart/form-data", params: [{ name: "f", value: "v", fileName: "n.txt", contentType: "text/plain" }] },
      },
    ],
    server.port,
  );
  expect(result).toMatchObject({ ok: true });
  expect(bodies.slice(0, 2)).toEqual([`${form} a%20b=1%262&c=x%20y`, "text/x bytes"]);
  expect(bodies[2]).toMatch(
    /^multipart\/form-data; boundary=\S+ --.*name="f"; filename="n.txt"\r\ncontent-type: text\/plain\r\n\r\nv\r\n--/s,
  );
});

test.each([
  ["no JSON", "x", "it is no JSON, as HAR is"],
  ["no recording", "{}", "it has no log.entries, as HAR has"],
  ["an empty one", '{"log":{"entries":[]}}', "nothing in it can be replayed; name its hosts with hosts:"],
])("%s", async (_, text, error) => {
  const file = join(folder, "broken.har");
  writeFileSync(file, text);
  expect(await runHar(harOf(file), contextOn(1))).toMatchObject({ ok: false, retryable: false, error: `${file}: ${error}` });
});

test("as a probe, of a service that is not up: the first request tells", async () => {
  const result = await harDriver.run(harOf(recording(session)), probeContext(80, await freePort()));
  expect(result).toEqual({ ok: false, retryable: true, error: "1 of 1 request failed: GET /login: connection refused" });
});
