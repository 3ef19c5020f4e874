import type { RequestListener } from "node:http";
import { gzipSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import type { HttpStep } from "../../../src/model/config.js";
import { maxBodyBytes } from "../../../src/probe/http-exchange.js";
import type { HttpSessionOptions } from "../../../src/probe/http-session.js";
import { openHttpSession } from "../../../src/probe/http-session.js";
import { bodyOf, endpoints, freePort, httpServer, proxyToNothing, tcpServer } from "./servers.js";

const step = (url: string, rest: Partial<HttpStep> = {}): HttpStep => ({
  method: "GET",
  url,
  headers: {},
  expect: { status: ["2xx", "3xx"] },
  extract: {},
  ...rest,
});

const sessionOn = (port: number, rest: Partial<HttpSessionOptions> = {}) =>
  openHttpSession({
    endpoints: endpoints({ web: [80, port] }),
    target: { service: "web", port: 80 },
    scheme: "http",
    signal: new AbortController().signal,
    cwd: import.meta.dirname,
    ...rest,
  });

/** Answers with what it was asked. */
const echo: RequestListener = (request, response) => {
  void bodyOf(request).then((body) => {
    response.setHeader("content-type", "application/json");
    response.end(JSON.stringify({ method: request.method, url: request.url, headers: request.headers, body }));
  });
};

const saw = (fields: Readonly<Record<string, unknown>>): HttpStep["expect"] => ({ status: [200], json: fields });

describe("sends", () => {
  test.each<[string, HttpStep]>([
    ["a bare POST", step("/a?b=1#c", { method: "POST", expect: saw({ "$.method": "POST", "$.url": "/a?b=1", "$.body": "" }) })],
    [
      "JSON",
      step("/", {
        method: "PUT",
        body: { json: { a: [1, "x"] } },
        expect: saw({ "$.body": '{"a":[1,"x"]}', "$.headers['content-type']": "application/json" }),
      }),
    ],
    [
      "a form",
      step("/", {
        method: "POST",
        body: { form: { a: "1 2", b: "&" } },
        expect: saw({ "$.body": "a=1+2&b=%26", "$.headers['content-type']": "application/x-www-form-urlencoded" }),
      }),
    ],
    [
      "text under a type of the step's own",
      step("/", {
        method: "POST",
        headers: { "Content-Type": "text/csv" },
        body: { text: "a;b" },
        expect: saw({ "$.body": "a;b", "$.headers['content-type']": "text/csv" }),
      }),
    ],
    [
      "basic authentication",
      step("/", { auth: { user: "ann", password: "pä:ss" }, expect: saw({ "$.headers.authorization": "Basic YW5uOnDDpDpzcw==" }) }),
    ],
    ["a host of the step's own", step("/", { headers: { Host: "shop.example" }, expect: saw({ "$.headers.host": "shop.example" }) })],
    ["one connection a request", step("/", { expect: saw({ "$.headers.connection": "close" }) })],
    ["to a service by its own name and port", step("http://web:80/x", { expect: saw({ "$.url": "/x" }) })],
  ])("%s", async (_, each) => {
    await using server = await httpServer(echo);
    await using session = sessionOn(server.port);
    expect(await session.run(each)).toEqual({ ok: true, services: ["web"], status: 200 });
  });
});

test("cookies and extracted values go from step to step", async () => {
  await using server = await httpServer((request, response) => {
    if (request.url === "/login") response.setHeader("set-cookie", ["sid=abc; Path=/", "old=1; Max-Age=0"]).setHeader("x-token", "t/1");
    response.end(request.url === "/login" ? '{"user":{"id":42}} name=<b>Ann</b>' : `${request.url} ${request.headers.cookie}`);
  });
  await using session = sessionOn(server.port);
  const extract = {
    token: { from: "header", expression: "X-Token" },
    id: { from: "regex", expression: '"id":(\\d+)' },
    name: { from: "regex", expression: "/<B>.*<\\/B>/i" },
  } as const;
  expect(await session.run(step("/login", { extract }))).toMatchObject({ ok: true });
  expect(Object.fromEntries(session.variables)).toMatchObject({ token: "t/1", id: "42", name: "<b>Ann</b>" });
  const expectation = { status: [200], text: ["/users/{{id}}?t={{token}} sid=abc"] };
  expect(await session.run(step("/users/{{id}}?t={{token}}", { expect: expectation }))).toMatchObject({ ok: true });
});

test("an extracted JSON value keeps its type in the next body", async () => {
  await using server = await httpServer(echo);
  await using session = sessionOn(server.port);
  await session.run(
    step("/", { method: "POST", body: { json: 7 }, extract: { n: { from: "json", expression: "$.headers['content-length']" } } }),
  );
  session.variables.set("id", 42);
  const next = step("/", { method: "POST", body: { json: { id: "{{id}}", n: "{{n}}" } }, expect: saw({ "$.body": '{"id":42,"n":"1"}' }) });
  expect(await session.run(next)).toMatchObject({ ok: true });
});

describe("says", () => {
  test.each<[string, RequestListener, HttpStep]>([
    [
      'GET /catalogue?size=3: status 500, expected 200; body begins "broken"',
      (_, response) => response.writeHead(500).end("broken"),
      step("/catalogue?size=3", { expect: { status: [200] } }),
    ],
    [
      'GET /: id can\'t be extracted: no $.id in the body, which begins "{}"',
      (_, response) => response.end("{}"),
      step("/", { extract: { id: { from: "json", expression: "$.id" } } }),
    ],
    [
      "GET /: t can't be extracted: no header x-t",
      (_, response) => response.end("{}"),
      step("/", { extract: { t: { from: "header", expression: "x-t" } } }),
    ],
    ["GET /: connection closed without an answer", (request) => request.socket.destroy(), step("/")],
    [
      "GET /: status 200, but the body is not whole: connection closed",
      (request, response) => {
        response.writeHead(200, { "content-length": "10" });
        response.write("half", () => request.socket.destroy());
      },
      step("/"),
    ],
    ["GET /: no answer within 100 ms", () => undefined, step("/")],
    [
      "GET /: the body is over 16 MiB",
      (_, response) => response.setHeader("content-encoding", "gzip").end(gzipSync(Buffer.alloc(maxBodyBytes + 1))),
      step("/"),
    ],
    ["GET nowhere: the URL is neither a path (/…) nor http://SERVICE:PORT/…", () => undefined, step("nowhere")],
    ["GET http://web:81/: port 81 of web has no address on this machine", () => undefined, step("http://web:81/")],
  ])("%s", async (error, listener, each) => {
    await using server = await httpServer(listener);
    await using session = sessionOn(server.port, error.includes("100 ms") ? { requestTimeoutMs: 100 } : {});
    expect(await session.run(each)).toEqual({ ok: false, services: ["web"], error });
  });

  test("that nothing accepts it behind the port", async () => {
    await using server = await proxyToNothing();
    await using session = sessionOn(server.port);
    const error = "GET /: connection closed at once: nothing accepts it behind the port";
    expect(await session.run(step("/"))).toEqual({ ok: false, services: ["web"], error });
  });

  test("that the connection is refused", async () => {
    await using session = sessionOn(await freePort());
    expect(await session.run(step("/"))).toEqual({ ok: false, services: ["web"], error: "GET /: connection refused" });
  });

  test("that the answer isn't HTTP", async () => {
    await using server = await tcpServer((socket) => socket.end("220 mail ready\r\n"));
    await using session = sessionOn(server.port);
    expect(await session.run(step("/"))).toMatchObject({ error: expect.stringMatching(/^GET \/: the answer isn't HTTP/) as string });
  });

  test("that the stack publishes no port", async () => {
    const signal = new AbortController().signal;
    await using session = openHttpSession({ endpoints: endpoints({}), scheme: "http", signal, cwd: "/" });
    const error = "GET /: the stack publishes no port; name one with target: SERVICE:PORT";
    expect(await session.run(step("/"))).toEqual({ ok: false, services: [], error });
  });
});

describe("a redirect", () => {
  const hop =
    (location: (port: number) => string, status = 302): RequestListener =>
    (request, response) => {
      if (request.url !== "/from") return void bodyOf(request).then((body) => response.end(`${request.method} ${request.url} [${body}]`));
      response.writeHead(status, { location: location(request.socket.localPort ?? 0) }).end("moved");
    };
  const body = { text: "x" };

  test.each<[string, RequestListener, HttpStep, string]>([
    ["is followed", hop(() => "/to?a=1"), step("/from"), "GET /to?a=1 []"],
    ["relative to its path is followed", hop(() => "to"), step("/from"), "GET /to []"],
    ["to the server's own address is followed", hop((port) => `http://127.0.0.1:${port}/to`), step("/from"), "GET /to []"],
    ["to the server's host and container port is followed", hop(() => "http://127.0.0.1/to"), step("/from"), "GET /to []"],
    ["to a service's name is followed", hop(() => "http://web:80/to"), step("/from"), "GET /to []"],
    ["after a POST becomes a GET", hop(() => "/to"), step("/from", { method: "POST", body }), "GET /to []"],
    ["307 keeps method and body", hop(() => "/to", 307), step("/from", { method: "POST", body }), "POST /to [x]"],
    ["out of the stack is the answer", hop(() => "https://shop.example/to"), step("/from"), "moved"],
  ])("%s", async (_, listener, each, text) => {
    await using server = await httpServer(listener);
    await using session = sessionOn(server.port);
    expect(await session.run({ ...each, expect: { ...each.expect, text: [text] } })).toMatchObject({ ok: true });
  });

  test.each([[[302]], [["3xx"]], [[200, 302]]])("that the step asserts (%j) is not followed", async (status) => {
    await using server = await httpServer(hop(() => "/to"));
    await using session = sessionOn(server.port);
    const expectation = { status, headers: { location: "/to" } };
    expect(await session.run(step("/from", { expect: expectation }))).toMatchObject({ ok: true, status: 302 });
  });

  test("takes the cookies along that it sets", async () => {
    await using server = await httpServer((request, response) => {
      if (request.url === "/from") response.writeHead(302, { location: "/to", "set-cookie": "sid=1; Path=/" }).end();
      else response.end(request.headers.cookie);
    });
    await using session = sessionOn(server.port);
    expect(await session.run(step("/from", { expect: { status: [200], text: ["sid=1"] } }))).toMatchObject({ ok: true });
  });

  test("that never ends is given up after five", async () => {
    let asked = 0;
    await using server = await httpServer((_, response) => response.writeHead(302, { location: `/${++asked}` }).end());
    await using session = sessionOn(server.port);
    expect(await session.run(step("/"))).toEqual({ ok: false, services: ["web"], error: "GET /: more than 5 redirects, the last to /6" });
    expect(asked).toBe(6);
  });
});

describe("within", () => {
  const thirdTime = (): RequestListener => {
    let asked = 0;
    return (_, response) => response.writeHead(++asked < 3 ? 503 : 200).end();
  };

  test("a step is repeated until it holds", async () => {
    await using server = await httpServer(thirdTime());
    await using session = sessionOn(server.port);
    expect(await session.run(step("/", { withinMs: 20_000 }))).toMatchObject({ ok: true, status: 200 });
  });

  test("without it a step is not repeated", async () => {
    await using server = await httpServer(thirdTime());
    await using session = sessionOn(server.port);
    expect(await session.run(step("/"))).toMatchObject({ ok: false, error: "GET /: status 503, expected 2xx or 3xx; empty body" });
  });

  test("the last answer and the number of attempts are told when time is over", async () => {
    await using server = await httpServer((_, response) => response.writeHead(503).end());
    await using session = sessionOn(server.port);
    const result = await session.run(step("/", { withinMs: 150 }));
    expect(result.ok || result.error).toMatch(/^GET \/: status 503, expected 2xx or 3xx; empty body \(\d times within 150 ms\)$/);
  });
});
