import { expect, test } from "vitest";
import { crawlDriver } from "../../../../src/probe/web/traffic-driver.js";
import { runCrawl } from "../../../../src/probe/crawl/run-crawl.js";
import { bodyOf, freePort, httpServer, probeContext } from "../servers.js";
import { contextOn, crawlOf, site } from "./traffic.js";

const css = (body: string) => ({ type: "text/css", body });
const png = { type: "image/png", body: Buffer.from("\x89PNG\r\n\x1a\n0000", "latin1") };
const js = { type: "text/javascript", body: "1" };

test("finds pages, what they are made of, and what their stylesheets load", async () => {
  const asked: string[] = [];
  await using server = await httpServer(
    site(
      {
        "/": "<link rel=stylesheet href=/css/main.css><a href='about/'>a</a><a href='/logout'>bye</a><a href='https://elsewhere.example/x'>x</a>",
        "/css/main.css": css("@import 'more.css'; p{background:url(../img/p.png)}"),
        "/css/more.css": css("p{background:url(../img/q.png)}"),
        "/img/p.png": png,
        "/img/q.png": png,
        "/about/": "<base href=/deep/><script src=a.js></script><a href='/?b=1&a=2'>1</a><a href='/?a=2&b=1'>2</a><a href='#x'>3</a>",
        "/deep/a.js": js,
        "/?b=1&a=2": "<a href=/>home</a>",
      },
      asked,
    ),
  );
  const result = await runCrawl(crawlOf(), contextOn(server.port));
  expect(result).toEqual({ ok: true, services: ["web"], detail: "crawled 3 pages, 5 other requests" });
  expect(asked[0]).toBe("/");
  expect([...asked].sort()).toEqual([
    "/",
    "/?b=1&a=2",
    "/about/",
    "/css/main.css",
    "/css/more.css",
    "/deep/a.js",
    "/img/p.png",
    "/img/q.png",
  ]);
});

test("lists every asset that fails, who refers to it and how", async () => {
  await using server = await httpServer(
    site({
      "/": "<img src=gone.png><img src=page.png><img src=text.png><script src=/app.js></script><link rel=stylesheet href=s.css><a href=/gone>x</a>",
      "/page.png": "<p>index",
      "/text.png": { type: "image/png", body: "no picture" },
      "/app.js": { status: 403, type: "text/plain" },
      "/s.css": css("p{background:url(bg.svg)}"),
    }),
  );
  const result = await runCrawl(crawlOf(), contextOn(server.port));
  expect(result).toMatchObject({ ok: false, retryable: false });
  expect("error" in result && result.error.split("; ")).toEqual([
    "5 of 8 requests failed: /app.js (script on /): status 403",
    "/bg.svg (url() on /s.css): status 404",
    "/gone.png (img on /): status 404",
    "/page.png (img on /): answered with a page (text/html) in place of an image",
    expect.stringMatching(/^\/text\.png \(img on \/\): content type image\/png, but/),
  ]);
});

test("a link to what is not there is no failure, one to a broken page is, and what is allowed is neither", async () => {
  const pages = { "/": "<a href=/gone>x</a><a href=/broken>y</a><img src=/x/old.png>", "/broken": { status: 500 } };
  await using server = await httpServer(site(pages));
  const result = await runCrawl(crawlOf({ allow: ["/x/*"] }), contextOn(server.port));
  expect(result).toMatchObject({ ok: false, error: "1 of 4 requests failed: /broken (a on /): status 500", retryable: true });
  const allowed = await runCrawl(crawlOf({ allow: ["/x/*", "/bro*"] }), contextOn(server.port));
  expect(allowed).toMatchObject({ ok: true, detail: expect.stringContaining("1 link to what is not there") as string });
});

test("a start has to be there", async () => {
  await using server = await httpServer(site({}));
  const result = await runCrawl(crawlOf(), contextOn(server.port));
  expect(result).toMatchObject({ ok: false, retryable: true, error: "1 of 1 request failed: / (start): status 404" });
  const nothing = await runCrawl(crawlOf(), contextOn(await freePort()));
  expect(nothing).toMatchObject({ ok: false, retryable: true, error: expect.stringContaining("connection refused") as string });
});

test("keeps to its bounds", async () => {
  const asked: string[] = [];
  // A site without end: every page links to two new ones.
  await using server = await httpServer((request, response) => {
    asked.push(request.url ?? "");
    const path = request.url ?? "/";
    response.setHeader("content-type", "text/html");
    response.end(`<a href='${path}a/'>1</a><a href='${path}b/'>2</a>`);
  });
  const run = async (bounds: Parameters<typeof crawlOf>[0]) => {
    asked.length = 0;
    return await runCrawl(crawlOf(bounds), contextOn(server.port));
  };
  expect(await run({ depth: 2 })).toMatchObject({ ok: true, detail: "crawled 7 pages, 0 other requests" });
  expect(await run({ requests: 6 })).toMatchObject({ detail: "crawled 6 pages, 0 other requests; stopped at 6 requests" });
  expect(asked).toHaveLength(6);
  expect(await run({ pages: 3 })).toMatchObject({ detail: expect.stringContaining("stopped at 3 pages") as string });
  expect(await run({ bytes: 100 })).toMatchObject({ detail: expect.stringContaining("stopped at 100 bytes") as string });
  expect(await run({ skip: ["*b/*"], depth: 2 })).toMatchObject({ detail: "crawled 3 pages, 0 other requests" });
});

test("a calendar does not use it up", async () => {
  await using server = await httpServer((request, response) => {
    const day = Number(new URL(request.url ?? "/", "http://h").searchParams.get("day") ?? 0);
    response.setHeader("content-type", "text/html");
    response.end(`<a href='/?day=${day + 1}'>next</a>`);
  });
  expect(await runCrawl(crawlOf({ depth: 99 }), contextOn(server.port))).toMatchObject({ detail: "crawled 21 pages, 0 other requests" });
});

test("follows redirects to its own and mapped hosts, not elsewhere", async () => {
  await using other = await httpServer(site({ "/o": "<img src=/o.png>", "/o.png": png }));
  await using server = await httpServer(
    site({
      "/": { status: 302, headers: { location: "/home/" } },
      "/home/": "<a href=http://localhost:9000/o>o</a><a href=http://shop.example/in>i</a><a href=out>o</a>",
      "/in": "in",
      "/home/out": { status: 302, headers: { location: "https://cdn.example/" }, body: "<img src=/never.png>" },
    }),
  );
  const hosts = { "localhost:9000": { service: "api", port: 0 }, "shop.example": { service: "web", port: 80 } };
  const result = await runCrawl(crawlOf({ hosts }), contextOn(server.port, { api: [90, other.port] }));
  expect(result).toEqual({ ok: true, services: ["web", "api"], detail: "crawled 3 pages, 2 other requests" });
});

test("logs in first, and keeps its secrets", async () => {
  await using server = await httpServer((request, response) => {
    void bodyOf(request).then((body) => {
      if (request.url === "/login") {
        const isRight = body === "user=ann&password=s3cret%26word";
        return response.writeHead(isRight ? 200 : 401, { "set-cookie": "sid=cookie-value" }).end(JSON.stringify({ token: "to-ken-123" }));
      }
      const isIn = request.headers.cookie === "sid=cookie-value" && request.headers.authorization === "Bearer to-ken-123";
      response.setHeader("content-type", "text/html");
      return response.writeHead(isIn ? 200 : 401).end("<img src='/x.png?k=to-ken-123'>");
    });
  });
  const login = [
    {
      method: "POST" as const,
      url: "/login",
      headers: {},
      body: { form: { user: "ann", password: "s3cret&word" } },
      expect: { status: [200] },
      extract: { token: { from: "json" as const, expression: "$.token" } },
    },
  ];
  const result = await runCrawl(crawlOf({ login, auth: { bearer: "{{token}}" } }), contextOn(server.port));
  expect(result).toMatchObject({ ok: false });
  expect("error" in result && result.error).toBe(
    "1 of 2 requests failed: /x.png?k=*** (img on /): answered with a page (text/html) in place of an image",
  );
});

test("as a probe", async () => {
  await using server = await httpServer(site({ "/": "hello" }));
  expect(await crawlDriver.run(crawlOf(), probeContext(80, server.port))).toEqual({ ok: true, detail: "crawled 1 page, 0 other requests" });
});
