import { describe, expect, test } from "vitest";
import type { Check, HttpStep } from "../../../src/model/config.js";
import type { CheckContext } from "../../../src/probe/check-context.js";
import { addressVariable, commandEnvironment } from "../../../src/probe/check-context.js";
import { runCheck } from "../../../src/probe/run-check.js";
import { runChecks } from "../../../src/probe/run-checks.js";
import { endpointsOf } from "../../../src/probe/endpoints.js";
import { container, endpoints, httpServer } from "./servers.js";

const step = (url: string, rest: Partial<HttpStep> = {}): HttpStep => ({
  method: "GET",
  url,
  headers: {},
  expect: { status: [200] },
  extract: {},
  ...rest,
});

const check = (rest: Partial<Check>): Check => ({ name: "flow", use: "training", ...rest });

const context = (rest: Partial<CheckContext> = {}): CheckContext => ({
  endpoints: endpoints({ web: [80, 4001], "queue-master": [8080, 4002] }, { service: "web", port: 80 }),
  signal: new AbortController().signal,
  cwd: "/",
  project: "trial-1",
  composeFile: "/tmp/trial.yml",
  phase: "trial",
  logs: () => Promise.resolve(""),
  ...rest,
});

test("http, command and logs run in this order", async () => {
  const order: string[] = [];
  await using server = await httpServer((_, response) => {
    order.push("http");
    response.end("id=7");
  });
  const all = check({
    http: [step("/", { extract: { id: { from: "regex", expression: "id=(\\d)" } } })],
    command: "exit 0",
    logs: [{ service: "worker", match: "task {{id}} done", withinMs: 20_000 }],
  });
  const logs = (service: string): Promise<string> => {
    order.push(service);
    return Promise.resolve(order.length < 3 ? "task 6 done" : "task 7 done");
  };
  const verdict = await runCheck(all, context({ endpoints: endpoints({ web: [80, server.port] }, { service: "web", port: 80 }), logs }));
  expect(verdict).toMatchObject({ name: "flow", use: "training", pass: true, services: [] });
  expect(order).toEqual(["http", "worker", "worker"]);
});

test.each([
  ["the first published port", { service: "web", port: 80 }, "web", "/"],
  ["its first port", { service: "api", port: 90 }, "web", "/"],
])("a target without a port is %s", async (_, firstPublished, service, url) => {
  await using server = await httpServer((_request, response) => response.end());
  const known = endpoints({ web: [80, server.port], api: [90, 1] }, firstPublished);
  expect(await runCheck(check({ target: { service, port: 0 }, http: [step(url)] }), context({ endpoints: known }))).toMatchObject({
    pass: true,
  });
});

describe("probes of a check", () => {
  const place = { port: 0, scheme: "http", path: "/events", headers: {}, events: 1, withinMs: 5_000 } as const;
  const web = (port: number): CheckContext => context({ endpoints: endpoints({ web: [80, port] }, { service: "web", port: 80 }) });

  test("go to the target, at its port when they have none", async () => {
    await using server = await httpServer((_, response) => response.setHeader("content-type", "text/event-stream").end("data: 1\n\n"));
    const probes = [
      { kind: "tcp", port: 80 },
      { kind: "sse", ...place },
    ] as const;
    expect(await runCheck(check({ probes }), web(server.port))).toMatchObject({ pass: true });
  });

  test("are tried once, and the one that fails is named", async () => {
    let asked = 0;
    await using server = await httpServer((_, response) => {
      asked += 1;
      response.writeHead(503).end();
    });
    const verdict = await runCheck(
      check({
        probes: [
          { kind: "sse", ...place },
          { kind: "tcp", port: 81 },
        ],
      }),
      web(server.port),
    );
    expect(verdict).toMatchObject({ pass: false, error: "probe sse on port 80: status 503, expected 200", services: ["web"] });
    expect(asked).toBe(1);
  });

  test("need a target", async () => {
    const verdict = await runCheck(check({ probes: [{ kind: "tcp", port: 80 }] }), context({ endpoints: endpoints({}) }));
    expect(verdict).toMatchObject({ pass: false, error: "the stack publishes no port; name one with target: SERVICE:PORT", services: [] });
  });
});

test("the first failing step ends the check and names the service it talked to", async () => {
  const asked: (string | undefined)[] = [];
  await using server = await httpServer((request, response) => {
    asked.push(request.url);
    response.writeHead(request.url === "/bad" ? 500 : 200).end();
  });
  const verdict = await runCheck(
    check({ http: [step("/"), step("http://api:90/bad"), step("/after")], command: "touch /no/such/folder" }),
    context({ endpoints: endpoints({ web: [80, server.port], api: [90, server.port] }, { service: "web", port: 80 }) }),
  );
  const error = "GET http://api:90/bad: status 500, expected 200; empty body";
  expect(verdict).toMatchObject({ pass: false, error, services: ["api"] });
  expect(asked).toEqual(["/", "/bad"]);
});

test("a check's own target wins over the first published port", async () => {
  await using server = await httpServer((_, response) => response.end());
  const stack = endpoints({ web: [80, 1], api: [90, server.port] }, { service: "web", port: 80 });
  const verdict = await runCheck(check({ target: { service: "api", port: 90 }, http: [step("/")] }), context({ endpoints: stack }));
  expect(verdict.pass).toBe(true);
});

describe("a command", () => {
  test("is told the addresses, the project and the phase", () => {
    expect(commandEnvironment(check({}), context())).toEqual({
      STACK_SLIM_ADDR_WEB_80: "127.0.0.1:4001",
      STACK_SLIM_ADDR_QUEUE_MASTER_8080: "127.0.0.1:4002",
      BASE_URL: "http://127.0.0.1:4001",
      BASE_URL_WEB: "http://127.0.0.1:4001",
      HOST_WEB: "127.0.0.1",
      PORT_WEB: "4001",
      BASE_URL_QUEUE_MASTER: "http://127.0.0.1:4002",
      HOST_QUEUE_MASTER: "127.0.0.1",
      PORT_QUEUE_MASTER: "4002",
      COMPOSE_PROJECT_NAME: "trial-1",
      COMPOSE_FILE: "/tmp/trial.yml",
      STACK_SLIM_PHASE: "trial",
    });
  });

  test("is told of each service the port that usually speaks HTTP, else the first", () => {
    const containers = [
      container({ service: "broker", ports: { 5672: 4003, 15672: 4004 } }),
      container({ service: "api", ports: { 22: 4005, 8080: 4006, 9000: 4007 } }),
      container({ service: "edge", ports: { 443: 4008 } }),
    ];
    expect(commandEnvironment(check({}), context({ endpoints: endpointsOf(containers) }))).toMatchObject({
      HOST_BROKER: "127.0.0.1",
      PORT_BROKER: "4003",
      BASE_URL_API: "http://127.0.0.1:4006",
      BASE_URL_EDGE: "https://127.0.0.1:4008",
    });
  });

  test("has no BASE_URL without a target", () => {
    expect(commandEnvironment(check({}), context({ endpoints: endpoints({}) }))).not.toHaveProperty("BASE_URL");
  });

  test.each([
    ["edge-router", "STACK_SLIM_ADDR_EDGE_ROUTER_80"],
    ["a.b_c9", "STACK_SLIM_ADDR_A_B_C9_80"],
  ])("finds %s as %s", (service, name) => {
    expect(addressVariable(service, 80)).toBe(name);
  });

  test("sees that environment and fails with its output and its target", async () => {
    const verdict = await runCheck(check({ command: 'echo "$BASE_URL $STACK_SLIM_PHASE"; exit 4' }), context());
    const error = 'echo "$BASE_URL $STACK_SLIM_PHASE"; exit 4: exit 4; output ends:\nhttp://127.0.0.1:4001 trial';
    expect(verdict).toMatchObject({ pass: false, error, services: ["web"] });
  });

  test("is ended with the check's time", async () => {
    const verdict = await runCheck(check({ command: "sleep 60", timeoutMs: 50 }), context());
    expect(verdict.error).toMatch(/^not done within 50 ms; sleep 60: /);
  });
});

describe("a container", () => {
  test("is told the addresses inside the network, and passes with exit 0", async () => {
    let told: Readonly<Record<string, string>> = {};
    const runContainer: CheckContext["runContainer"] = (_, environment) => {
      told = environment;
      return Promise.resolve({ exitCode: 0, output: "" });
    };
    expect(await runCheck(check({ container: { image: "k6" } }), context({ runContainer }))).toMatchObject({ pass: true });
    expect(told).toEqual({
      STACK_SLIM_ADDR_WEB_80: "web:80",
      STACK_SLIM_ADDR_QUEUE_MASTER_8080: "queue-master:8080",
      BASE_URL: "http://web:80",
      BASE_URL_WEB: "http://web:80",
      HOST_WEB: "web",
      PORT_WEB: "80",
      BASE_URL_QUEUE_MASTER: "http://queue-master:8080",
      HOST_QUEUE_MASTER: "queue-master",
      PORT_QUEUE_MASTER: "8080",
      STACK_SLIM_PHASE: "trial",
    });
  });

  test("fails with its exit code and its last words", async () => {
    const runContainer = () => Promise.resolve({ exitCode: 3, output: "2 of 9 failed\n" });
    const verdict = await runCheck(check({ container: { service: "load" } }), context({ runContainer }));
    expect(verdict).toMatchObject({ pass: false, error: "container load: exit 3; output ends:\n2 of 9 failed", services: ["web"] });
  });
});

test("a log without the text fails with its last lines", async () => {
  const logs = [{ service: "worker", match: "/task \\d+ done/", withinMs: 50 }];
  const verdict = await runCheck(check({ logs }), context({ logs: () => Promise.resolve("1\n2\n3\n4\n5\ntask x done\n") }));
  const error = "log of worker: no /task \\d+ done/ within 50 ms; it ends:\n2\n3\n4\n5\ntask x done";
  expect(verdict).toMatchObject({ pass: false, error, services: ["worker"] });
});

test("only what was logged since the check began is asked for", async () => {
  let since = 0;
  const before = Date.now();
  const logs = (_: string, sinceMs: number): Promise<string> => {
    since = sinceMs;
    return Promise.resolve("done");
  };
  await runCheck(check({ logs: [{ service: "w", match: "done", withinMs: 50 }] }), context({ logs }));
  expect(since).toBeGreaterThanOrEqual(before - 1);
  expect(since).toBeLessThanOrEqual(Date.now());
});

describe("a check that can't be carried out is a failed check", () => {
  test.each<[string, Partial<Check>, Partial<CheckContext>]>([
    ["{{id}} has no value here; known: random; extract id in an earlier step of the same check", { http: [step("/{{id}}")] }, {}],
    [
      "the log is gone",
      { logs: [{ service: "w", match: "x", withinMs: 50 }] },
      { logs: () => Promise.reject(new Error("the log is gone")) },
    ],
  ])("%s", async (error, rest, world) => {
    expect(await runCheck(check(rest), context(world))).toMatchObject({ pass: false, error, services: ["web"] });
  });
});

describe("several checks", () => {
  const named = (name: string, command: string): Check => ({ name, use: "held-out", command });

  test.each([1, 3])("give their verdicts in order, %i at a time", async (concurrency) => {
    const started: string[] = [];
    const checks = [named("a", "exit 0"), named("b", "exit 1"), named("c", "exit 0")];
    const verdicts = await runChecks(checks, context(), { concurrency, onStart: ({ name }) => started.push(name) });
    expect(verdicts.map(({ name, pass }) => [name, pass])).toEqual([
      ["a", true],
      ["b", false],
      ["c", true],
    ]);
    expect(started).toEqual(["a", "b", "c"]);
  });

  test("are ended by an interrupt, and the rest isn't started", async () => {
    const controller = new AbortController();
    const started: string[] = [];
    const onStart = ({ name }: Check): void => {
      started.push(name);
      controller.abort();
    };
    const running = runChecks([named("a", "sleep 60"), named("b", "exit 0")], context({ signal: controller.signal }), { onStart });
    await expect(running).rejects.toMatchObject({ name: "StackSlimError", code: "interrupted", exitCode: 130 });
    expect(started).toEqual(["a"]);
  });
});

describe("what the steps came to", () => {
  const answered = async (url: string, body: string, type: string, rest: Partial<HttpStep> = {}) => {
    await using server = await httpServer((_, response) => {
      response.setHeader("content-type", type);
      response.end(body);
    });
    const known = endpoints({ web: [80, server.port] }, { service: "web", port: 80 });
    const verdict = await runCheck(check({ http: [step(url, rest)] }), context({ endpoints: known }));
    return verdict.exchanges;
  };

  test("is kept with the first of a text", async () => {
    expect(await answered("/a", "x".repeat(300), "text/plain; charset=utf-8")).toEqual([
      { request: "GET /a", answer: { status: 200, type: "text/plain", bytes: 300, text: `${"x".repeat(240)}…` } },
    ]);
  });

  test("is kept without what is no text", async () => {
    expect(await answered("/a.png", "\u0001", "image/png")).toEqual([
      { request: "GET /a.png", answer: { status: 200, type: "image/png", bytes: 1 } },
    ]);
  });

  test.each([
    ["a value under a secret name", '{"user":"ada","token":"abc\\"d1234"}', {}, '{"user":"ada","token":"***"}'],
    ["a value that the step sent as a secret", "you sent hunter22", { headers: { "x-api-key": "hunter22" } }, "you sent ***"],
  ])("masks %s", async (_, body, rest, text) => {
    expect(await answered("/", body, "application/json", rest)).toMatchObject([{ answer: { text } }]);
  });

  test("is kept of a step that got no answer", async () => {
    const known = endpoints({ web: [80, 1] }, { service: "web", port: 80 });
    const verdict = await runCheck(check({ http: [step("/")] }), context({ endpoints: known }));
    expect(verdict.exchanges).toEqual([{ request: "GET /", answer: { error: expect.any(String) as unknown } }]);
    expect(verdict.error).toContain((verdict.exchanges?.[0]?.answer as { error: string }).error);
  });

  test("is kept once of a step that is repeated, as it was answered last", async () => {
    let times = 0;
    await using server = await httpServer((_, response) => {
      response.statusCode = ++times < 3 ? 503 : 200;
      response.end();
    });
    const known = endpoints({ web: [80, server.port] }, { service: "web", port: 80 });
    const verdict = await runCheck(check({ http: [step("/", { withinMs: 20_000 })] }), context({ endpoints: known }));
    expect(verdict.exchanges).toMatchObject([{ answer: { status: 200 } }]);
    expect(times).toBe(3);
  });
});
