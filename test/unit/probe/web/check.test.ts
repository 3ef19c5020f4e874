import { expect, test } from "vitest";
import type { Check } from "../../../../src/model/config.js";
import type { CheckContext } from "../../../../src/probe/check-context.js";
import { runCheck } from "../../../../src/probe/run-check.js";
import { endpoints, httpServer } from "../servers.js";
import { petApi, petSpec } from "./api.js";
import { crawlOf, openApiOf } from "./traffic.js";

const context = (port: number, rest: Partial<CheckContext> = {}): CheckContext => ({
  endpoints: endpoints({ web: [80, port] }, { service: "web", port: 80 }),
  signal: new AbortController().signal,
  cwd: "/",
  project: "p",
  composeFile: "/f",
  phase: "trial",
  logs: () => Promise.resolve(""),
  ...rest,
});

const step = { method: "GET", headers: {}, expect: { status: [200] }, extract: {} } as const;

test("a crawl of a check goes on with the cookies and variables of its steps", async () => {
  await using server = await httpServer((request, response) => {
    if (request.url === "/login") return void response.setHeader("set-cookie", "sid=1; Path=/").end("token=abcd1234");
    const isIn = request.headers.cookie === "sid=1" && request.headers.authorization === "Bearer abcd1234";
    response.writeHead(isIn ? 200 : 401, { "content-type": "text/html" }).end("<img src=/gone.png>");
  });
  const check: Check = {
    name: "c",
    use: "training",
    http: [{ ...step, url: "/login", extract: { token: { from: "regex", expression: "token=(\\w+)" } } }],
    crawl: crawlOf({ port: 0, auth: { bearer: "{{token}}" } }),
  };
  expect(await runCheck(check, context(server.port))).toMatchObject({
    pass: false,
    services: ["web"],
    error: "crawl: 1 of 2 requests failed: /gone.png (img on /): answered with a page (text/html) in place of an image",
  });
});

test("an API description in a check, of a target without a port", async () => {
  await using server = await httpServer(petApi(petSpec));
  const check: Check = { name: "c", use: "held-out", target: { service: "web", port: 0 }, openapi: openApiOf({ port: 0 }) };
  expect(await runCheck(check, context(server.port))).toMatchObject({ pass: true, services: [] });
});

test("without a target it says what to do", async () => {
  const check: Check = { name: "c", use: "training", crawl: crawlOf({ port: 0 }) };
  expect(await runCheck(check, context(1, { endpoints: endpoints({}) }))).toMatchObject({
    pass: false,
    error: "crawl: the stack publishes no port; name one with target: SERVICE:PORT",
  });
});
