import { existsSync, readFileSync } from "node:fs";
import { resolve } from "node:path";
import { describe, expect, test } from "vitest";
import { loadConfig } from "../../../src/config/load-config.js";
import { StackSlimError } from "../../../src/model/errors.js";
import { nearestName } from "../../../src/model/nearest-name.js";
import { checkedSelector } from "../../../src/probe/html.js";
import { parseJsonPath } from "../../../src/probe/json-path.js";
import { fill } from "../../../src/probe/template.js";
import { parseBareRegex, parseTextPattern } from "../../../src/probe/text-pattern.js";
import { digestsOf } from "./files.js";

const expressions = {
  jsonPath: parseJsonPath,
  pattern: parseTextPattern,
  regex: parseBareRegex,
  css: checkedSelector,
  fill: (text: string, known: readonly string[]) => fill(text, new Map(known.map((name) => [name, "x"]))),
};
const readers = (readFile: (path: string) => Promise<string>) => ({
  readFile,
  digest: digestsOf(["/p/there.bin"]),
  expressions,
});
const load = (text: string) =>
  loadConfig(
    "/p/stack-slim.yml",
    readers(() => Promise.resolve(text)),
  );
const failure = async (text: string): Promise<StackSlimError> => {
  const error: unknown = await load(text).then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  if (!(error instanceof StackSlimError)) throw new Error(`expected a StackSlimError, got ${String(error)}`);
  return error;
};
const check = (...lines: string[]) => ["checks:", "  - name: c", ...lines.map((line) => `    ${line}`), ""].join("\n");
const step = (...lines: string[]) => check("http:", "  - get: /", ...lines.map((line) => `    ${line}`));
const probe = (text: string) => `services:\n  a:\n    probe: ${text}\n`;

describe("a whole file", () => {
  test("every field of the format is understood", async () => {
    const config = await load(`version: 1
compose: [compose.yml, ../prod.yml]
policy: strict
image: "{name}:{tag}-small"
services:
  front-end: { probe: { http: [ { get: /health } ] } }
  legacy: { slim: false, why: "vendor image" }
  orders: { policy: safe, keep: [ /opt/fonts/** ], drop: [ /usr/share/doc/** ] }
checks:
  - name: order flow
    target: edge-router:80
    use: held-out
    http:
      - post: /register
        headers: { Accept: application/json, X-N: 1 }
        auth: { user: "u{{random}}", password: "x" }
        json: { username: "u{{random}}" }
        expect: { status: 200, type: application/json, headers: { A: b }, text: [ "sub", "/re/i" ], json: { "$.size": 9, "$[0].tag": { contains: brown } }, bytes: { min: 1000 } }
        extract: { id: "$[0].id", at: { header: location }, n: { regex: "/id=(\\\\w+)/" } }
        within: 10s
      - delete: http://orders:80/x
        form: { a: 1 }
        expect: { status: [ 200, 4xx ], text: gone }
    logs:
      - { service: queue-master, match: "/Received: .*/", within: 1m30s }
    timeout: 60s
  - name: suite
    target: web
    command: ./e2e.sh
watch: 1m30s
`);
    const { places, ...meaning } = config;
    expect(places).toMatchObject({
      "services.front-end": "6:3",
      "services.front-end.probe": "6:23",
      "checks[0].target": "11:13",
      "checks[0].http[1]": "21:9",
      "checks[0].logs[0].service": "25:20",
    });
    expect(meaning).toEqual({
      file: "/p/stack-slim.yml",
      compose: ["/p/compose.yml", "/prod.yml"],
      policy: "strict",
      watchMs: 90_000,
      imageTemplate: "{name}:{tag}-small",
      services: {
        "front-end": {
          probe: [
            {
              kind: "http",
              port: 0,
              scheme: "http",
              steps: [{ method: "GET", url: "/health", headers: {}, expect: { status: ["2xx", "3xx"] }, extract: {} }],
            },
          ],
        },
        legacy: { slim: false, why: "vendor image" },
        orders: { policy: "safe", keep: ["/opt/fonts/**"], drop: ["/usr/share/doc/**"] },
      },
      checks: [
        {
          name: "order flow",
          use: "held-out",
          target: { service: "edge-router", port: 80 },
          http: [
            {
              method: "POST",
              url: "/register",
              headers: { Accept: "application/json", "X-N": "1" },
              auth: { user: "u{{random}}", password: "x" },
              body: { json: { username: "u{{random}}" } },
              expect: {
                status: [200],
                type: "application/json",
                headers: { A: "b" },
                text: ["sub", "/re/i"],
                json: { "$.size": 9, "$[0].tag": { contains: "brown" } },
                bytes: { min: 1000 },
              },
              extract: {
                id: { from: "json", expression: "$[0].id" },
                at: { from: "header", expression: "location" },
                n: { from: "regex", expression: "/id=(\\w+)/" },
              },
              withinMs: 10_000,
            },
            {
              method: "DELETE",
              url: "http://orders:80/x",
              headers: {},
              body: { form: { a: "1" } },
              expect: { status: [200, "4xx"], text: ["gone"] },
              extract: {},
            },
          ],
          logs: [{ service: "queue-master", match: "/Received: .*/", withinMs: 90_000 }],
          timeoutMs: 60_000,
        },
        { name: "suite", use: "training", target: { service: "web", port: 0 }, command: "./e2e.sh" },
      ],
    });
  });

  test("no file and an empty file are the defaults", async () => {
    const defaults = { policy: "balanced", imageTemplate: "{name}:{tag}-slim", services: {}, checks: [] };
    expect(
      await loadConfig(
        undefined,
        readers(() => Promise.reject(new Error("read"))),
      ),
    ).toEqual(defaults);
    expect(await load("# nothing\n")).toEqual({ ...defaults, file: "/p/stack-slim.yml" });
  });

  test("anchors and merge keys work", async () => {
    const config = await load("services:\n  a: &a { policy: safe }\n  b: { <<: *a, slim: false }\n");
    expect(config.services.b).toEqual({ policy: "safe", slim: false });
  });

  test("a file that can't be read", async () => {
    await expect(
      loadConfig(
        "/p/no.yml",
        readers(() => Promise.reject(new Error("ENOENT: no such file"))),
      ),
    ).rejects.toMatchObject({
      code: "config.unreadable",
      exitCode: 2,
    });
  });
});

describe("probes", () => {
  test.each<[string, unknown[]]>([
    ["postgres", ["postgres"]],
    ["[ redis, { tcp: 80 } ]", ["redis", { kind: "tcp", port: 80 }]],
    ["{ tcp: 80 }", [{ kind: "tcp", port: 80 }]],
    ["{ exec: [ a, b ] }", [{ kind: "exec", command: ["a", "b"] }]],
    ["{ exec: a b }", [{ kind: "exec", command: ["/bin/sh", "-c", "a b"] }]],
    ["{ command: ./x.sh }", [{ kind: "command", command: "./x.sh" }]],
    ["{ redis: {} }", [{ kind: "redis", port: 6379 }]],
    ["{ redis: { port: 1, password: p } }", [{ kind: "redis", port: 1, password: "p" }]],
    [
      "{ sql: { dialect: postgres, user: u } }",
      [{ kind: "sql", dialect: "postgres", port: 5432, user: "u", password: "", database: "postgres" }],
    ],
    [
      "{ sql: { dialect: mysql, port: 3307, password: p, database: d } }",
      [{ kind: "sql", dialect: "mysql", port: 3307, user: "root", password: "p", database: "d" }],
    ],
    ["{ mongodb: { database: shop } }", [{ kind: "mongodb", port: 27017, authSource: "shop", database: "shop" }]],
    ["{ memcached: {} }", [{ kind: "memcached", port: 11211 }]],
    ["{ mqtt: { tls: true } }", [{ kind: "mqtt", port: 8883, tls: true }]],
    ["{ kafka: { user: u, password: p } }", [{ kind: "kafka", port: 9092, mechanism: "plain", user: "u", password: "p" }]],
    ["{ smtp: { port: 1025, to: a@b } }", [{ kind: "smtp", port: 1025, from: "probe@stack-slim.invalid", to: "a@b" }]],
    ["{ ldap: { tls: true } }", [{ kind: "ldap", port: 636, tls: true }]],
    ["{ dns: { name: a.test } }", [{ kind: "dns", port: 53, protocol: "udp", name: "a.test", type: "A" }]],
    ["{ udp: { port: 9, hex: '00ff', expect: false } }", [{ kind: "udp", port: 9, send: { as: "hex", data: "00ff" }, expect: false }]],
    ["{ lifecycle: reload }", [{ kind: "lifecycle", action: "reload", signal: "SIGHUP" }]],
    ["{ lifecycle: { reload: { signal: SIGUSR2 } } }", [{ kind: "lifecycle", action: "reload", signal: "SIGUSR2" }]],
    ["{ lifecycle: { reload: { command: a b } } }", [{ kind: "lifecycle", action: "reload", command: ["/bin/sh", "-c", "a b"] }]],
    ["{ lifecycle: stop }", [{ kind: "lifecycle", action: "stop", graceMs: 10_000 }]],
    ["{ lifecycle: { restart: { grace: 2s } } }", [{ kind: "lifecycle", action: "restart", graceMs: 2_000 }]],
    ["{ amqp: { vhost: v } }", [{ kind: "amqp", port: 5672, user: "guest", password: "guest", vhost: "v" }]],
  ])("%s", async (text, expected) => expect((await load(probe(text))).services.a?.probe).toEqual(expected));

  test("http with a port of its own", async () => {
    const config = await load(probe("{ http: { port: 8443, scheme: https, steps: [ { head: /x } ] } }"));
    expect(config.services.a?.probe).toMatchObject([{ kind: "http", port: 8443, scheme: "https", steps: [{ method: "HEAD", url: "/x" }] }]);
  });
});

describe("every error says where, what was expected and what was found", () => {
  test.each<[string, string, string]>([
    ["not a map", "- a\n", "1:1: expected a map of settings, found a list"],
    ["another version", "version: 2\n", "1:10: version: expected version 1, found the number 2"],
    ["a mistyped field", "polici: safe\n", "1:1: unknown field polici, did you mean policy?"],
    [
      "two kinds of bytes in one datagram",
      probe("{ udp: { port: 1, text: a, hex: '00' } }"),
      "3:19: services.a.probe.udp: expected exactly one of text, hex, base64, found text and hex",
    ],
    [
      "a datagram without any",
      probe("{ udp: { port: 1 } }"),
      "3:19: services.a.probe.udp: expected exactly one of text, hex, base64, found none",
    ],
    [
      "a container of an image and a service",
      "checks: [ { name: a, container: { image: i, service: s } } ]\n",
      "1:33: checks[0].container: expected exactly one of image, service, found image and service",
    ],
    [
      "an unknown field",
      "zzz: 1\n",
      "1:1: unknown field zzz, expected one of version, compose, policy, image, watch, cloneVolumes, mostCopyBytes, services, checks",
    ],
    ["a watch that is too short", "watch: 500ms\n", "1:8: watch: expected 1s to 1h, found 500ms"],
    ["a watch without a unit", "watch: 30\n", "1:8: watch: expected a duration such as 30s, found the number 30"],
    ["a policy that isn't", "policy: bold\n", '1:9: policy: expected strict, balanced or safe, found the text "bold"'],
    ["an image without a name", "image: slim\n", "1:8: image: expected a template of slim image names"],
    ["an image with an unknown part", 'image: "{name}:{version}"\n', "1:8: image: expected a template"],
    ["no value", "services:\n", "1:1: services: expected a map of service names, found nothing"],
    ["a number for true", "services:\n  a: { slim: 1 }\n", "2:14: services.a.slim: expected true or false, found the number 1"],
    [
      "a relative path",
      "services:\n  a:\n    keep: [ opt ]\n",
      '3:13: services.a.keep[0]: expected an absolute path, * and ** allowed, found the text "opt"',
    ],
    [
      "two kinds in one probe",
      probe("{ tcp: 1, command: x }"),
      "3:12: services.a.probe: expected the name of a catalogue probe, or a map of one kind such as { tcp: 80 }, found a map of tcp, command",
    ],
    ["a mistyped kind", probe("{ htpp: [] }"), "3:14: services.a.probe: unknown field htpp, did you mean http?"],
    ["a mistyped kind in a list", probe("[ { reddis: {} } ]"), "3:16: services.a.probe[0]: unknown field reddis, did you mean redis?"],
    [
      "a port out of range",
      probe("{ tcp: 70000 }"),
      "3:19: services.a.probe.tcp: expected a container port from 1 to 65535, found the number 70000",
    ],
    [
      "a password that looks like a number",
      probe("{ redis: { password: 123 } }"),
      "3:33: services.a.probe.redis.password: expected text, found the number 123, which needs quotes to be text",
    ],
    ["a field that must be there", probe("{ sql: { user: u } }"), "3:19: services.a.probe.sql: the field dialect is missing"],
    ["a check without a name", "checks:\n  - command: x\n", "2:5: checks[0]: the field name is missing"],
    [
      "a check of nothing",
      check(),
      "2:5: checks[0]: expected at least one of http, probes, crawl, openapi, har, command, container, logs, found none",
    ],
    ["a use that isn't", check("command: x", "use: test"), '4:10: checks[0].use: expected training or held-out, found the text "test"'],
    [
      "a target that isn't",
      check("command: x", "target: web/80"),
      '4:13: checks[0].target: expected a service and its container port such as web:80, or a service, found the text "web/80"',
    ],
    [
      "a target's port",
      check("command: x", "target: web:70000"),
      "4:13: checks[0].target: expected a container port from 1 to 65535, found 70000",
    ],
    [
      "a duration without unit",
      check("command: x", "timeout: 10"),
      "4:14: checks[0].timeout: expected a duration such as 10s, 500ms or 2m, found the number 10",
    ],
    [
      "a duration with another unit",
      check("command: x", "timeout: 10 sec"),
      '4:14: checks[0].timeout: expected a duration such as 10s, 500ms or 2m, found the text "10 sec"',
    ],
    [
      "two methods",
      step("post: /"),
      "4:9: checks[0].http[0]: expected exactly one of get, post, put, patch, delete, head, options, found get and post",
    ],
    [
      "no method",
      check("http:", "  - headers: {}"),
      "4:9: checks[0].http[0]: expected exactly one of get, post, put, patch, delete, head, options, found none",
    ],
    [
      "a URL that isn't",
      check("http:", "  - get: health"),
      '4:14: checks[0].http[0].get: expected a path such as /health, or a URL, found the text "health"',
    ],
    [
      "two bodies",
      step("json: {}", "body: x"),
      "6:15: checks[0].http[0].body: expected at most one of json, form, body, file, multipart, found json and body",
    ],
    [
      "a status that isn't",
      step("expect: { status: 2XX }"),
      '5:27: checks[0].http[0].expect.status: expected a status from 100 to 599, a class such as 2xx, or a list of them, found the text "2XX"',
    ],
    [
      "a status in a list",
      step("expect: { status: [ 99 ] }"),
      "5:29: checks[0].http[0].expect.status[0]: expected a status from 100 to 599, or a class such as 2xx, found the number 99",
    ],
    [
      "a broken regular expression",
      step('expect: { text: "/(/" }'),
      '5:25: checks[0].http[0].expect.text: "/(/" is not a regular expression: Invalid regular expression: /(/',
    ],
    ["one in a list", step('expect: { text: [ ok, "/[/" ] }'), '5:31: checks[0].http[0].expect.text[1]: "/[/" is not a regular expression'],
    [
      "one for a header",
      step('expect: { headers: { Location: "/(/" } }'),
      '5:40: checks[0].http[0].expect.headers.Location: "/(/" is not a regular expression',
    ],
    ["one for a log", check("logs: [ { service: a, match: '/(/' } ]"), '3:34: checks[0].logs[0].match: "/(/" is not a regular expression'],
    [
      "one without slashes, deep inside",
      step('expect: { json: { "$.a": { not: { matches: "(" } } } }'),
      '5:52: checks[0].http[0].expect.json.$.a.not.matches: "(" is not a regular expression',
    ],
    [
      "one to extract by",
      step("extract: { id: { regex: 'id=(' } }"),
      '5:33: checks[0].http[0].extract.id.regex: "id=(" is not a regular expression',
    ],
    [
      "a JSON path that leads nowhere",
      step('expect: { json: { "$..a": 1 } }'),
      '5:27: checks[0].http[0].expect.json.$..a: JSON path "$..a" makes no sense at character 2: expected',
    ],
    [
      "one to extract by",
      step('extract: { id: "$.a[-1]" }'),
      '5:24: checks[0].http[0].extract.id: JSON path "$.a[-1]" makes no sense at character 4: expected',
    ],
    [
      "one of a probe",
      probe('{ http: [ { get: /, extract: { a: { json: "$.a[" } } } ] }'),
      '3:54: services.a.probe.http[0].extract.a.json: JSON path "$.a[" makes no sense at character 4: expected',
    ],
    [
      "a variable nobody gives",
      check("http:", "  - get: '/{{id}}'"),
      "4:14: checks[0].http[0].get: {{id}} has no value here; known: random",
    ],
    [
      "a variable of a later step",
      step("json: [ '{{id}}' ]", "extract: { id: $.id }"),
      "5:17: checks[0].http[0].json[0]: {{id}} has no value here; known: random",
    ],
    [
      "a variable of another check",
      `${step("extract: { id: $.id }")}  - { name: d, http: [ { get: '/{{id}}' } ] }\n`,
      "6:31: checks[1].http[0].get: {{id}} has no value here; known: random",
    ],
    [
      "a JSON path",
      step("expect: { json: { size: 1 } }"),
      '5:27: checks[0].http[0].expect.json: expected a JSON path, which begins with $, found "size"',
    ],
    [
      "an operator's value",
      step('expect: { json: { "$.a": { min: x } } }'),
      '5:41: checks[0].http[0].expect.json.$.a.min: expected a number, found the text "x"',
    ],
    [
      "bounds the wrong way round",
      step("expect: { bytes: { min: 2, max: 1 } }"),
      "5:26: checks[0].http[0].expect.bytes: min 2 is more than max 1",
    ],
    [
      "an extraction",
      step("extract: { id: id }"),
      '5:24: checks[0].http[0].extract.id: expected a JSON path such as $.id, or one of { json }, { header }, { regex }, { css }, found the text "id"',
    ],
    ["an empty check name", "checks: [ { name: '', command: x } ]\n", '1:19: checks[0].name: expected a name, found the text ""'],
  ])("%s", async (_what, text, expected) => {
    const error = await failure(text);
    expect(error.message.split("\n")).toEqual([expect.stringContaining(`/p/stack-slim.yml:${expected}`)]);
    expect([error.code, error.exitCode]).toEqual(["config.schema", 2]);
  });

  test.each<[string, string, RegExp]>([
    ["a repeated key", "policy: safe\npolicy: safe\n", /^\/p\/stack-slim\.yml:2:1: the key policy is there twice/],
    ["broken YAML", "services:\n  a: { slim: false\n", /^\/p\/stack-slim\.yml:\d+:\d+: /],
    ["a tab", "services:\n\ta: {}\n", /^\/p\/stack-slim\.yml:2:1: /],
    ["an unknown alias", "services: *no\n", /^\/p\/stack-slim\.yml:1:\d+: /],
    [
      "aliases without end",
      `a: &a [x,x,x,x,x,x,x,x,x,x]\n${"bcdefg"
        .split("")
        .map(
          (name, at) =>
            `${name}: &${name} [${Array(10)
              .fill(`*${"abcdefg"[at] ?? ""}`)
              .join(",")}]`,
        )
        .join("\n")}\n`,
      /^\/p\/stack-slim\.yml:1:1: .*alias/,
    ],
  ])("%s", async (_what, text, expected) => {
    const error = await failure(text);
    expect(error.message).toMatch(expected);
    expect([error.code, error.exitCode]).toEqual(["config.yaml", 2]);
  });

  test("variables of earlier steps are known, in paths and patterns too", async () => {
    const config = await load(
      check(
        "http:",
        "  - { get: '/{{random}}', extract: { id: $.id } }",
        `  - { get: '/{{id}}', expect: { text: '/{{ id }}(/i', json: { '$.list[{{id}}]': '{{id}}' } } }`,
        "logs: [ { service: a, match: '/got {{id}}/' } ]",
      ).replace("(/i", "/i"),
    );
    expect(config.checks[0]?.http).toHaveLength(2);
  });

  test("all are listed at once, in the order of the file, ten at most", async () => {
    const two = await failure("checks:\n  - { name: a, command: x, use: y }\npolicy: z\n");
    expect(two.message.split("\n").map((line) => line.split(": ")[0])).toEqual(["/p/stack-slim.yml:2:33", "/p/stack-slim.yml:3:9"]);
    const many = await failure(Array.from({ length: 14 }, (_, index) => `x${index}: 1`).join("\n"));
    expect(many.message.split("\n")).toHaveLength(11);
    expect(many.message).toContain("… and 4 more");
  });

  test("two checks of one name", async () => {
    const error = await failure("checks:\n  - { name: a, command: x }\n  - { name: a, command: y }\n");
    expect(error.message).toBe('/p/stack-slim.yml:3:13: checks[1].name: "a" is the name of checks[0] too, expected a name of its own');
  });
});

test.each([
  ["polici", "policy"],
  ["Policy", "policy"],
  ["chekcs", "checks"],
  ["zebra", undefined],
])("the name nearest to %s is %s", (name, expected) => expect(nearestName(name, ["policy", "checks", "services"])).toBe(expected));

const example = resolve(import.meta.dirname, "../../../examples/sock-shop/stack-slim.yml");
test.skipIf(!existsSync(example))("the example's file is accepted", async () => {
  const config = await loadConfig(
    example,
    readers((path) => Promise.resolve(readFileSync(path, "utf8"))),
  );
  expect(config.checks.length).toBeGreaterThan(5);
  expect(config.checks.filter(({ use }) => use === "held-out").length * 3).toBeGreaterThanOrEqual(config.checks.length);
});
