import { createHash } from "node:crypto";
import { describe, expect, test } from "vitest";
import { loadConfig } from "../../../src/config/load-config.js";
import { StackSlimError } from "../../../src/model/errors.js";
import { usualCrawl, usualHar, usualOpenApi } from "../../../src/model/web-traffic.js";
import { fill } from "../../../src/probe/template.js";

const expressions = {
  jsonPath: (text: string) => text,
  pattern: (text: string) => text,
  regex: (text: string) => text,
  css: (text: string) => text,
  fill: (text: string, known: readonly string[]) => fill(text, new Map(known.map((name) => [name, "x"]))),
};

const digest = (text: string): string => createHash("sha256").update(text).digest("hex");

/** `files`: what lies beside stack-slim.yml. */
const load = (text: string, files: Readonly<Record<string, string>> = {}) =>
  loadConfig("/p/stack-slim.yml", {
    readFile: () => Promise.resolve(text),
    digest: (path) => {
      const content = files[path];
      return content === undefined ? Promise.reject(new Error("no such file")) : Promise.resolve(digest(content));
    },
    expressions,
  });

const probes = async (text: string, files?: Readonly<Record<string, string>>): Promise<unknown> =>
  (await load(`services:\n  a:\n    probe: ${text}\n`, files)).services["a"]?.probe;

describe("what a file means", () => {
  test.each<[string, object]>([
    ["{ crawl: /shop }", { ...usualCrawl(0), start: ["/shop"] }],
    [
      "{ crawl: { start: [/a, /b], port: 81, scheme: https, depth: 0, pages: 3, requests: 4, bytes: 5, time: 2m, skip: /x/*, allow: ['*.map'] } }",
      {
        ...usualCrawl(81, "https"),
        start: ["/a", "/b"],
        depth: 0,
        pages: 3,
        requests: 4,
        bytes: 5,
        timeMs: 120_000,
        skip: ["/x/*"],
        allow: ["*.map"],
      },
    ],
    [
      "{ crawl: { hosts: { 'localhost:8080': web:80, shop.example: web }, auth: { user: u, password: p, bearer: t }, headers: { X-A: 1 } } }",
      {
        ...usualCrawl(0),
        hosts: { "localhost:8080": { service: "web", port: 80 }, "shop.example": { service: "web", port: 0 } },
        auth: { basic: { user: "u", password: "p" }, bearer: "t" },
        headers: { "X-A": "1" },
      },
    ],
    ["{ openapi: {} }", usualOpenApi(0)],
    ["{ openapi: /v3/api-docs }", { ...usualOpenApi(0), spec: { path: "/v3/api-docs" } }],
    ["{ openapi: api/spec.yml }", { ...usualOpenApi(0), spec: { file: "/p/api/spec.yml", digest: digest("spec") } }],
    [
      "{ openapi: { base: /v1, writes: false, validate: true, values: { id: 7 }, auth: { apiKey: k } } }",
      { ...usualOpenApi(0), base: "/v1", writes: false, validate: true, values: { id: 7 }, auth: { apiKey: "k" } },
    ],
    ["{ har: shop.har }", usualHar(0, "/p/shop.har", digest("recording"))],
    ["{ har: { file: shop.har, size: 1.5 } }", { ...usualHar(0, "/p/shop.har", digest("recording")), size: 1.5 }],
  ])("%s", async (text, expected) =>
    expect(await probes(text, { "/p/shop.har": "recording", "/p/api/spec.yml": "spec" })).toEqual([expected]),
  );

  test("of a check", async () => {
    const { checks } = await load("checks:\n  - { name: c, crawl: /, openapi: /spec, har: { file: x.har } }\n", { "/p/x.har": "x" });
    expect(checks).toEqual([
      {
        name: "c",
        use: "training",
        crawl: usualCrawl(0),
        openapi: { ...usualOpenApi(0), spec: { path: "/spec" } },
        har: usualHar(0, "/p/x.har", digest("x")),
      },
    ]);
  });

  test("its login steps are read as others are", async () => {
    const config = await load(
      "checks:\n  - name: c\n    http: [{ get: /, extract: { csrf: $.c } }]\n    crawl:\n      login: [{ post: /login, form: { c: '{{csrf}}' } }]\n",
    );
    expect(config.checks[0]?.crawl?.login).toMatchObject([{ method: "POST", url: "/login", body: { form: { c: "{{csrf}}" } } }]);
    expect(config.places).toMatchObject({ "checks[0].crawl": "5:7", "checks[0].crawl.login[0]": "5:15" });
  });
});

const failure = async (text: string): Promise<string> => {
  const error: unknown = await load(text).catch((thrown: unknown) => thrown);
  if (error instanceof StackSlimError) return error.message;
  throw new Error("it was accepted");
};

test.each([
  ["{ crawl: shop }", '3:21: services.a.probe.crawl: expected a path to start from, or a map of settings, found the text "shop"'],
  ["{ crawl: { dept: 3 } }", "3:23: services.a.probe.crawl: unknown field dept, did you mean depth?"],
  ["{ crawl: { pages: 0 } }", "3:30: services.a.probe.crawl.pages: expected a whole number from 1, found the number 0"],
  ["{ crawl: { auth: { user: u } } }", "services.a.probe.crawl.auth: "],
  ["{ crawl: { hosts: { x: 'a b' } } }", "services.a.probe.crawl.hosts.x: expected a service and its container port"],
  ["{ crawl: { time: soon } }", "services.a.probe.crawl.time: expected a duration"],
  ["{ crawl: { login: [{ get: '/{{x}}' }] } }", "services.a.probe.crawl.login[0].get: {{x}} has no value here"],
  ["{ har: {} }", "3:19: services.a.probe.har: the field file is missing"],
  ["{ har: gone.har }", "services.a.probe.har: gone.har can't be read: no such file"],
  ["{ har: { file: gone.har } }", "3:27: services.a.probe.har.file: gone.har can't be read: no such file"],
  ["{ openapi: { spec: gone.yml } }", "services.a.probe.openapi.spec: gone.yml can't be read: no such file"],
])("%s", async (text, message) => expect(await failure(`services:\n  a:\n    probe: ${text}\n`)).toContain(message));
