import { describe, expect, test } from "vitest";
import { loadConfig } from "../../../src/config/load-config.js";
import { StackSlimError } from "../../../src/model/errors.js";
import { checkedSelector } from "../../../src/probe/html.js";
import { parseJsonPath } from "../../../src/probe/json-path.js";
import { fill } from "../../../src/probe/template.js";
import { parseBareRegex, parseTextPattern } from "../../../src/probe/text-pattern.js";
import { digestsOf } from "./files.js";

const load = (text: string) =>
  loadConfig("/p/stack-slim.yml", {
    readFile: () => Promise.resolve(text),
    digest: digestsOf(["/p/ca.pem", "/p/up/a.png"]),
    expressions: {
      jsonPath: parseJsonPath,
      pattern: parseTextPattern,
      regex: parseBareRegex,
      css: checkedSelector,
      fill: (written, known) => fill(written, new Map(known.map((name) => [name, "x"]))),
    },
  });
const probe = (text: string): string => `services:\n  a:\n    probe: ${text}\n`;
const step = (text: string): string => `checks:\n  - name: c\n    http:\n      - { get: /, ${text} }\n`;
const place = { port: 0, scheme: "http", path: "/", headers: {} } as const;
const plain = { method: "GET", url: "/", headers: {}, expect: { status: ["2xx", "3xx"] }, extract: {} } as const;

describe("a probe is understood", () => {
  test.each<[string, unknown]>([
    ["{ websocket: {} }", { kind: "websocket", ...place, subprotocols: [], messages: [], withinMs: 10_000 }],
    [
      "{ websocket: { port: 1, scheme: wss, path: '/c?d', headers: { N: 1 }, auth: { user: u, password: p }, host: h, subprotocols: v1, within: 1s, messages: [ { send: x }, { json: { a: 1 } }, { expect: /x/ }, { expect: { $.a: { min: 1 } } } ] } }",
      {
        kind: "websocket",
        port: 1,
        scheme: "https",
        path: "/c?d",
        headers: { N: "1" },
        auth: { user: "u", password: "p" },
        host: "h",
        subprotocols: ["v1"],
        messages: [{ send: "x" }, { sendJson: { a: 1 } }, { expect: "/x/" }, { expectJson: { "$.a": { min: 1 } } }],
        withinMs: 1_000,
      },
    ],
    ["{ sse: {} }", { kind: "sse", ...place, events: 1, withinMs: 10_000 }],
    [
      "{ sse: { path: /e, events: 3, event: tick, data: '/^{/', within: 2s, tls: { servername: s } } }",
      {
        kind: "sse",
        ...place,
        path: "/e",
        events: 3,
        event: "tick",
        data: "/^{/",
        withinMs: 2_000,
        tls: { verify: false, servername: "s" },
      },
    ],
    ["{ graphql: {} }", { kind: "graphql", ...place, path: "/graphql", fields: "tried" }],
    [
      "{ graphql: { scheme: https, path: /api, fields: required, tls: { ca: ca.pem } } }",
      {
        kind: "graphql",
        ...place,
        scheme: "https",
        path: "/api",
        fields: "required",
        tls: { verify: true, ca: "ca.pem", caDigest: "digest of /p/ca.pem" },
      },
    ],
    ["{ grpc: {} }", { kind: "grpc", port: 0, metadata: {}, service: "", lists: [], calls: [] }],
    [
      "{ grpc: { port: 1, tls: true, metadata: { k: 2 }, service: a.B, lists: a.B, calls: [ { method: a.B/C }, { method: a.B/D, json: { x: 1 }, expect: { $.y: 2 } } ] } }",
      {
        kind: "grpc",
        port: 1,
        tls: { verify: false },
        metadata: { k: "2" },
        service: "a.B",
        lists: ["a.B"],
        calls: [
          { method: "a.B/C", json: {} },
          { method: "a.B/D", json: { x: 1 }, expect: { "$.y": 2 } },
        ],
      },
    ],
    ["{ fastcgi: [ { get: / } ] }", { kind: "fastcgi", port: 9000, root: "/var/www/html", steps: [plain] }],
    ["{ fastcgi: { port: 1, root: /srv, steps: [ { get: / } ] } }", { kind: "fastcgi", port: 1, root: "/srv", steps: [plain] }],
    [
      "{ http: { host: h, http2: true, tls: { ca: ca.pem }, steps: [ { get: / }, { get: /, host: i, http2: false, tls: { verify: false } } ] } }",
      {
        kind: "http",
        port: 0,
        scheme: "http",
        steps: [
          { ...plain, host: "h", http2: true, tls: { verify: true, ca: "ca.pem", caDigest: "digest of /p/ca.pem" } },
          { ...plain, host: "i", http2: false, tls: { verify: false } },
        ],
      },
    ],
  ])("%s", async (text, expected) => {
    expect((await load(probe(text))).services["a"]?.probe).toEqual([expected]);
  });
});

describe("a step is understood", () => {
  test.each<[string, unknown]>([
    ["file: up/a.png", { body: { file: "up/a.png", digest: "digest of /p/up/a.png" } }],
    [
      "multipart: { n: 1, t: 'x{{random}}', f: { file: up/a.png, name: b, type: image/png } }",
      {
        body: {
          multipart: { n: "1", t: "x{{random}}", f: { file: "up/a.png", digest: "digest of /p/up/a.png", name: "b", type: "image/png" } },
        },
      },
    ],
    ["redirects: 0", { redirects: 0 }],
    ["expect: { image: true }", { expect: { ...plain.expect, image: {} } }],
    [
      "expect: { image: { format: png, width: 1, height: 2 } }",
      { expect: { ...plain.expect, image: { format: "png", width: 1, height: 2 } } },
    ],
    ["extract: { a: { css: 'b > c' } }", { extract: { a: { from: "css", expression: "b > c" } } }],
    ["extract: { a: { css: b, attribute: c } }", { extract: { a: { from: "css", expression: "b", attribute: "c" } } }],
  ])("%s", async (text, expected) => {
    expect((await load(step(text))).checks[0]?.http).toEqual([{ ...plain, ...(expected as object) }]);
  });
});

test("a check makes probes", async () => {
  const text = "checks: [ { name: c, probes: [ { tcp: 80 }, { sse: { path: /e } }, { fastcgi: [ { get: / } ] } ] } ]\n";
  expect((await load(text)).checks).toEqual([
    {
      name: "c",
      use: "training",
      probes: [
        { kind: "tcp", port: 80 },
        { kind: "sse", ...place, path: "/e", events: 1, withinMs: 10_000 },
        { kind: "fastcgi", port: 9000, root: "/var/www/html", steps: [plain] },
      ],
    },
  ]);
});

describe("an error says where, what was expected and what was found", () => {
  test.each<[string, string]>([
    [probe("{ websocket: { scheme: http } }"), '3:35: services.a.probe.websocket.scheme: expected ws or wss, found the text "http"'],
    [probe("{ websocket: { path: chat } }"), "3:33: services.a.probe.websocket.path: expected a path such as /events"],
    [
      probe("{ websocket: { messages: [ { send: 1 } ] } }"),
      "3:47: services.a.probe.websocket.messages[0].send: expected text, found the number 1",
    ],
    [probe("{ websocket: { messages: [ { recv: x } ] } }"), "3:41: services.a.probe.websocket.messages[0]: unknown field recv"],
    [
      probe("{ websocket: { messages: [ { send: x, expect: y } ] } }"),
      "3:39: services.a.probe.websocket.messages[0]: expected one of { send }, { json } and { expect }",
    ],
    [
      probe('{ websocket: { messages: [ { expect: "/(/" } ] } }'),
      '3:49: services.a.probe.websocket.messages[0].expect: "/(/" is not a regular expression',
    ],
    [probe("{ websocket: { messages: [ { expect: { $.: 1 } } ] } }"), "3:51: services.a.probe.websocket.messages[0].expect.$.: JSON path"],
    [probe("[ { sse: { events: 0 } } ]"), "3:31: services.a.probe[0].sse.events: expected a whole number from 1, found the number 0"],
    [probe('{ sse: { data: "/[/" } }'), '3:27: services.a.probe.sse.data: "/[/" is not a regular expression'],
    [probe("{ sse: { within: 5 } }"), "3:29: services.a.probe.sse.within: expected a duration such as 10s"],
    [probe("{ sse: { tls: { ca: no.pem } } }"), "3:32: services.a.probe.sse.tls.ca: there is no file no.pem beside this one"],
    [
      probe("{ graphql: { fields: all } }"),
      '3:33: services.a.probe.graphql.fields: expected none, tried or required, found the text "all"',
    ],
    [
      probe("{ grpc: { tls: 1 } }"),
      "3:27: services.a.probe.grpc.tls: expected true, false, or a map of ca, verify and servername, found the number 1",
    ],
    [
      probe("{ grpc: { calls: [ { method: Get } ] } }"),
      '3:41: services.a.probe.grpc.calls[0].method: expected package.Service/Method, found the text "Get"',
    ],
    [probe("{ grpc: { calls: [ { method: a.B/C, expect: { '$[': 1 } } ] } }"), "3:58: services.a.probe.grpc.calls[0].expect.$[: JSON path"],
    [probe("{ fastcgi: { port: 1 } }"), "3:23: services.a.probe.fastcgi: the field steps is missing"],
    [probe("{ fastcgi: { root: srv, steps: [ { get: / } ] } }"), "3:31: services.a.probe.fastcgi.root: expected an absolute path"],
    [probe("{ fastcgi: [ { get: '/{{id}}' } ] }"), "3:32: services.a.probe.fastcgi[0].get: {{id}} has no value here; known: random"],
    [
      "checks: [ { name: c, probes: [ redis ] } ]\n",
      '1:32: checks[0].probes[0]: expected a map of one kind but exec and lifecycle, such as { tcp: 80 }, found the text "redis"',
    ],
    [
      "checks: [ { name: c, probes: [ { exec: x } ] } ]\n",
      "1:32: checks[0].probes[0]: expected a map of one kind but exec and lifecycle, such as { tcp: 80 }, found a map of exec",
    ],
    [
      "checks: [ { name: c, probes: [ { sse: { data: '/(/' } } ] } ]\n",
      '1:47: checks[0].probes[0].sse.data: "/(/" is not a regular expression',
    ],
    [
      "checks: [ { name: c, probes: [ { fastcgi: [ { get: '/{{id}}' } ] } ] } ]\n",
      "1:52: checks[0].probes[0].fastcgi[0].get: {{id}} has no value",
    ],
    [step("file: none.bin"), "4:25: checks[0].http[0].file: there is no file none.bin beside this one"],
    [step("multipart: { a: { file: b } }"), "4:43: checks[0].http[0].multipart.a.file: there is no file b beside this one"],
    [step("multipart: { a: { type: b } }"), "4:35: checks[0].http[0].multipart.a: the field file is missing"],
    [step("multipart: { a: '{{id}}' }"), "4:35: checks[0].http[0].multipart.a: {{id}} has no value here"],
    [
      "checks: [ { name: c, probes: [ { lifecycle: stop } ] } ]\n",
      "1:32: checks[0].probes[0]: expected a map of one kind but exec and lifecycle, such as { tcp: 80 }, found a map of lifecycle",
    ],
    [probe("{ dns: { name: a, expect: '/(/' } }"), '3:38: services.a.probe.dns.expect: "/(/" is not a regular expression'],
    [probe("{ udp: { port: 1, text: x, expect: '/(/' } }"), '3:47: services.a.probe.udp.expect: "/(/" is not a regular expression'],
    [
      step("multipart: { a: 1 }, file: up/a.png"),
      "4:30: checks[0].http[0].multipart: expected at most one of json, form, body, file, multipart",
    ],
    [step("host: ''"), '4:25: checks[0].http[0].host: expected a host name such as shop.example, found the text ""'],
    [step("http2: yes"), "4:26: checks[0].http[0].http2: expected true or false"],
    [step("tls: { ca: none.pem }"), "4:30: checks[0].http[0].tls.ca: there is no file none.pem beside this one"],
    [step("redirects: 21"), "4:30: checks[0].http[0].redirects: expected a whole number from 0 to 20, found the number 21"],
    [
      step("expect: { image: false }"),
      "4:36: checks[0].http[0].expect.image: expected true, or a map of format, width and height, found the value false",
    ],
    [step("expect: { image: { format: bmp } }"), "4:46: checks[0].http[0].expect.image.format: expected png, jpeg, gif or webp"],
    [step("extract: { a: { css: 'b[' } }"), '4:40: checks[0].http[0].extract.a.css: "b[" is not a CSS selector'],
    [
      step("extract: { a: { css: b, json: $.c } }"),
      "4:33: checks[0].http[0].extract.a: expected exactly one of json, header, regex, css, found css and json",
    ],
    [step("extract: { a: { json: $.c, attribute: d } }"), "4:33: checks[0].http[0].extract.a: expected css beside attribute"],
  ])("%s", async (text, expected) => {
    const error: unknown = await load(text).then(
      () => undefined,
      (thrown: unknown) => thrown,
    );
    expect(error).toBeInstanceOf(StackSlimError);
    expect((error as StackSlimError).message.split("\n")).toEqual([expect.stringContaining(`/p/stack-slim.yml:${expected}`)]);
    expect((error as StackSlimError).exitCode).toBe(2);
  });
});
