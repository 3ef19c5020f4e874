import { mkdtempSync, writeFileSync } from "node:fs";
import { rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { stringify } from "yaml";
import { openApiDriver } from "../../../../src/probe/web/traffic-driver.js";
import { runOpenApi } from "../../../../src/probe/openapi/run-openapi.js";
import { bodyOf, freePort, httpServer, probeContext } from "../servers.js";
import { petApi, petSpec, type Asked } from "./api.js";
import { contextOn, openApiOf, site } from "./traffic.js";

const folder = mkdtempSync(join(tmpdir(), "openapi-"));
afterAll(() => rm(folder, { recursive: true }));
const file = (name: string, content: string): { file: string; digest: string } => {
  writeFileSync(join(folder, name), content);
  return { file: join(folder, name), digest: "" };
};

test("every operation is asked for when it has something to work on", async () => {
  const asked: Asked[] = [];
  await using server = await httpServer(petApi(petSpec, asked));
  const result = await runOpenApi(openApiOf(), contextOn(server.port));
  expect(result).toEqual({ ok: true, services: ["web"], detail: "answered 6 of 6 operations" });
  expect(asked.map(({ method, url }) => `${method} ${url}`)).toEqual([
    "POST /v1/pets",
    "GET /v1/pets?limit=10",
    "GET /v1/pets/101",
    "GET /v1/pets/101/toys",
    "PUT /v1/pets/101",
    "DELETE /v1/pets/101",
  ]);
});

test("without writes only what reads is asked for", async () => {
  const asked: Asked[] = [];
  await using server = await httpServer(petApi(petSpec, asked));
  const result = await runOpenApi(openApiOf({ writes: false, skip: ["*/toys"] }), contextOn(server.port));
  expect(result).toMatchObject({ ok: true, detail: "answered 1 of 2 operations, refused GET /pets/{petId} 404" });
  expect(new Set(asked.map(({ method }) => method))).toEqual(new Set(["GET"]));
});

test("a description of 2.0, in YAML, from a file", async () => {
  const spec = {
    swagger: "2.0",
    basePath: "/v1",
    paths: {
      "/pets": {
        post: {
          parameters: [{ in: "body", name: "pet", required: true, schema: { $ref: "#/definitions/Pet" } }],
          responses: { 201: { description: "", schema: { $ref: "#/definitions/Pet" } } },
        },
      },
      "/pets/{id}": {
        get: { parameters: [{ in: "path", name: "id", type: "integer", required: true }], responses: { 200: { description: "" } } },
      },
    },
    definitions: {
      Pet: {
        type: "object",
        required: ["name", "kind"],
        properties: { name: { type: "string" }, kind: { type: "string", enum: ["dog"] } },
      },
    },
  };
  await using server = await httpServer(petApi({}));
  const result = await runOpenApi(openApiOf({ spec: file("old.yaml", stringify(spec)), validate: true }), contextOn(server.port));
  expect(result).toMatchObject({ ok: true, detail: "answered 2 of 2 operations" });
});

const one = (operation: object, more: object = {}): object => ({ openapi: "3.1.0", paths: { "/x": operation }, ...more });

/** Serves a description, and answers every operation with this status. */
const always = (spec: object, status: number, asked: Asked[] = [], body = "{}") =>
  httpServer((request, response) => {
    void bodyOf(request).then((got) => {
      if (request.url === "/openapi.json") return response.end(JSON.stringify(spec));
      asked.push({ method: request.method ?? "", url: request.url ?? "", body: got, headers: request.headers });
      return response.writeHead(status, { "content-type": "application/json" }).end(body);
    });
  });

describe("judges", () => {
  test.each<[string, object, number, object]>([
    ["a server error", { responses: {} }, 500, { ok: false, retryable: false, error: "1 of 1 request failed: GET /x: status 500" }],
    ["a server error under default", { responses: { default: {} } }, 500, { ok: false }],
    ["a gateway's error", { responses: {} }, 503, { ok: false, retryable: true }],
    [
      "a documented server error",
      { responses: { 503: {} } },
      503,
      { ok: false, error: expect.stringContaining("none of 1 operation was answered well (GET /x 503)") as string },
    ],
    [
      "only refusals",
      { responses: {} },
      401,
      { ok: false, error: "none of 1 operation was answered well (GET /x 401); is base: right, is auth: given?" },
    ],
    ["an undocumented success", { responses: {} }, 204, { ok: true }],
  ])("%s", async (_, operation, status, expected) => {
    await using server = await always(one({ get: operation }), status, [], status === 204 ? "" : "{}");
    expect(await runOpenApi(openApiOf(), contextOn(server.port))).toMatchObject(expected);
  });

  test("what is allowed does not fail", async () => {
    await using server = await httpServer((request, response) => {
      if (request.url === "/openapi.json")
        return void response.end(JSON.stringify({ openapi: "3.0.0", paths: { "/a": { get: {} }, "/b": { get: {} } } }));
      response.writeHead(request.url === "/a" ? 500 : 200).end();
    });
    expect(await runOpenApi(openApiOf({ allow: ["GET /a"] }), contextOn(server.port))).toMatchObject({ ok: true });
    expect(await runOpenApi(openApiOf(), contextOn(server.port))).toMatchObject({ ok: false });
  });

  test("an answer that isn't as described, when asked to", async () => {
    const schema = { type: "object", required: ["n"], properties: { n: { type: ["integer", "null"], exclusiveMinimum: 3 } } };
    const spec = one({ get: { responses: { 200: { content: { "application/json": { schema } } } } } });
    await using server = await always(spec, 200, [], '{"n":3}');
    expect(await runOpenApi(openApiOf(), contextOn(server.port))).toMatchObject({ ok: true });
    const error = "1 of 1 request failed: GET /x: status 200, but the answer isn't as described: /n must be > 3";
    expect(await runOpenApi(openApiOf({ validate: true }), contextOn(server.port))).toMatchObject({ ok: false, error });
  });

  test.each([
    ["no description", site({}), "/spec: status 404"],
    ["a page in its place", site({ "/spec": "<h1>docs</h1>" }), "/spec: it is no OpenAPI description"],
    ["an unknown version", site({ "/spec": "swagger: '1.2'\npaths: {}" }), "/spec: OpenAPI 1.2 is not known here; 2.0, 3.0 and 3.1 are"],
    ["nothing to ask", site({ "/spec": "openapi: 3.0.0\npaths: {}" }), "the description has no operation that may be asked for"],
    [
      "a reference out",
      site({ "/spec": "openapi: 3.0.0\npaths: { /x: { $ref: 'other.yml' } }" }),
      "$ref other.yml leads out of the description: put all in one file",
    ],
  ])("%s", async (_, listener, error) => {
    await using server = await httpServer(listener);
    expect(await runOpenApi(openApiOf({ spec: { path: "/spec" } }), contextOn(server.port))).toMatchObject({ ok: false, error });
  });
});

test("an example that is refused is followed by values of its own, then by less", async () => {
  const body = {
    required: true,
    content: {
      "application/json": { schema: { required: ["a"], properties: { a: { type: "string", example: "taken" }, b: { type: "integer" } } } },
    },
  };
  const asked: string[] = [];
  await using server = await httpServer((request, response) => {
    void bodyOf(request).then((got) => {
      if (request.url === "/openapi.json") return response.end(JSON.stringify(one({ post: { requestBody: body, responses: {} } })));
      asked.push(got);
      const { a, b } = JSON.parse(got) as { a: string; b?: number };
      return response.writeHead(a === "taken" ? 409 : b === undefined ? 201 : 500).end();
    });
  });
  expect(await runOpenApi(openApiOf(), contextOn(server.port))).toMatchObject({ ok: true });
  expect(asked.map((each) => Object.keys(JSON.parse(each) as object))).toEqual([["a", "b"], ["a", "b"], ["a"]]);
});

test("keys, tokens and passwords are sent as described, and never told", async () => {
  const security = { security: [{ key: [] }], components: { securitySchemes: { key: { type: "apiKey", in: "query", name: "api_key" } } } };
  const asked: Asked[] = [];
  await using server = await always(one({ get: { responses: {} } }, security), 500, asked);
  const auth = { apiKey: "key-of-mine", basic: { user: "ann", password: "word-of-mine" } };
  const result = await runOpenApi(openApiOf({ auth, headers: { "X-Token": "header-of-mine" } }), contextOn(server.port));
  expect(asked[0]).toMatchObject({
    url: "/x?api_key=key-of-mine",
    headers: { authorization: `Basic ${Buffer.from("ann:word-of-mine").toString("base64")}`, "x-token": "header-of-mine" },
  });
  expect(JSON.stringify(result)).not.toMatch(/of-mine/);
});

test("values of the user's and forms of both kinds", async () => {
  const form = (type: string) => ({
    requestBody: {
      required: true,
      content: {
        [type]: {
          schema: { type: "object", required: ["q", "f"], properties: { q: { type: "string" }, f: { type: "string", format: "binary" } } },
        },
      },
    },
    responses: {},
  });
  const spec = one({ put: form("multipart/form-data"), patch: form("application/x-www-form-urlencoded") });
  const asked: Asked[] = [];
  await using server = await always(spec, 200, asked);
  await runOpenApi(openApiOf({ values: { q: "user value" } }), contextOn(server.port));
  const [put, patch] = asked;
  expect(put?.headers["content-type"]).toMatch(/^multipart\/form-data; ?boundary=/);
  expect(put?.body).toMatch(/name="q"\r\n\r\nuser value\r\n/);
  expect(put?.body).toMatch(/name="f"; filename="f.png"\r\nContent-Type: image\/png/);
  expect(patch?.body).toMatch(/^q=user\+value&f=/);
});

test("an operation that can't be made is left out, and one whose schema contradicts itself is asked for all the same", async () => {
  const bodyOfSchema = (schema: object): object => ({
    requestBody: { required: true, content: { "application/json": { schema } } },
    responses: {},
  });
  const spec = one({
    put: bodyOfSchema({ $ref: "#/nowhere" }),
    post: bodyOfSchema({ type: "string", enum: ["a"], minLength: 9 }),
    get: {},
  });
  await using server = await always(spec, 200);
  const detail = "answered 2 of 3 operations; left out PUT /x ($ref #/nowhere leads nowhere)";
  expect(await runOpenApi(openApiOf(), contextOn(server.port))).toMatchObject({ ok: true, detail });
});

test("as a probe, of a service that is not up", async () => {
  const result = await openApiDriver.run(openApiOf(), probeContext(80, await freePort()));
  expect(result).toMatchObject({ ok: false, retryable: true, error: expect.stringContaining("connection refused") as string });
});
