import { Ajv2020 } from "ajv/dist/2020.js";
import { describe, expect, test } from "vitest";
import type { Operation, Parameter } from "../../../../src/probe/openapi/operation.js";
import { inOrder } from "../../../../src/probe/openapi/order-operations.js";
import { pairsOf, simpleText } from "../../../../src/probe/openapi/parameter-text.js";
import { plainSchema } from "../../../../src/probe/openapi/plain-schema.js";
import { readOperations } from "../../../../src/probe/openapi/read-operations.js";
import { newResourcePool } from "../../../../src/probe/openapi/resource-pool.js";
import { newSampler } from "../../../../src/probe/openapi/sample.js";
import type { Json, SpecDocument } from "../../../../src/probe/openapi/spec-document.js";

const node = {
  type: "object",
  required: ["name"],
  properties: { name: { type: "string" }, next: { $ref: "#/defs/Node" }, all: { type: "array", items: { $ref: "#/defs/Node" } } },
};

describe("schemas", () => {
  test("what refers to itself ends", () => {
    expect(plainSchema({ defs: { Node: node } }, { $ref: "#/defs/Node" }, "request")).toEqual({
      type: "object",
      required: ["name"],
      properties: { name: { type: "string" }, all: { type: "array", maxItems: 0 } },
    });
    expect(plainSchema({ defs: { Node: node } }, { $ref: "#/defs/Node" }, "answer")).toMatchObject({
      properties: { next: {}, all: { items: {} } },
    });
  });

  test.each<[object, object]>([
    [{ type: "string", nullable: true }, { type: ["string", "null"] }],
    [
      { type: "integer", minimum: 3, exclusiveMinimum: true, maximum: 9, exclusiveMaximum: false },
      { type: "integer", exclusiveMinimum: 3, maximum: 9 },
    ],
    [{ type: "file" }, { type: "string", format: "binary" }],
    [
      { type: "string", example: "x", "x-own": 1, xml: {} },
      { type: "string", examples: ["x"] },
    ],
    [
      { properties: { a: { type: "string", readOnly: true } }, required: ["a"] },
      { type: "object", properties: {}, required: [] },
    ],
    [{ oneOf: [{ type: "string" }, { type: "integer" }] }, { oneOf: [{ type: "string" }] }],
    [{ in: "query", name: "q", required: true, type: "string" }, { type: "string" }],
  ])("%j", (schema, plain) => expect(plainSchema({}, schema, "request")).toEqual(plain));

  const schemas: readonly object[] = [
    { type: "string", pattern: "^[A-Z]{2}-\\d{4}$" },
    { type: "integer", minimum: 5, maximum: 6 },
    { type: "number", exclusiveMinimum: 0, maximum: 1 },
    { type: "array", minItems: 3, uniqueItems: true, items: { type: "integer" } },
    { type: "string", minLength: 9, maxLength: 12 },
    { type: "string", enum: ["a"] },
    {
      allOf: [
        { type: "object", required: ["a"], properties: { a: { type: "integer" } } },
        { properties: { b: { type: "boolean" } }, required: ["b"] },
      ],
    },
    { anyOf: [{ type: "string", format: "uuid" }, { type: "null" }] },
    {
      type: "object",
      required: ["email", "at"],
      properties: { email: { type: "string" }, at: { type: "string", format: "date-time" }, n: { type: ["null", "integer"] } },
    },
    { type: "object", additionalProperties: { type: "integer" } },
  ];
  const styles = [true, false].flatMap((examples) => [true, false].map((optional) => ({ examples, optional })));
  test.each(schemas)("values of %j are valid", (schema) => {
    const plain = plainSchema({}, schema, "request");
    const validate = new Ajv2020({ strict: false, validateFormats: false }).compile(plainSchema({}, schema, "answer"));
    for (let seed = 0; seed < 20; seed += 1) {
      for (const style of styles) {
        const value = newSampler(seed).value(plain, style);
        expect([value, validate(value), validate.errors]).toEqual([value, true, null]);
      }
    }
  });

  test("names say what a text is", () => {
    const schema: Json = {
      type: "object",
      required: ["userEmail", "homepageUrl"],
      properties: { userEmail: { type: "string" }, homepageUrl: { type: "string" } },
    };
    expect(newSampler(1).value(schema, { examples: true, optional: true })).toEqual({
      userEmail: expect.stringMatching(/@/) as string,
      homepageUrl: expect.stringMatching(/^https?:/) as string,
    });
  });
});

const parameter = (style: string, explode: boolean): Parameter => ({ name: "p", in: "query", required: true, schema: {}, style, explode });

test.each<[string, boolean, unknown, string]>([
  ["form", true, [1, 2], "p=1&p=2"],
  ["form", false, [1, 2], "p=1,2"],
  ["form", true, { a: 1, b: "x" }, "a=1&b=x"],
  ["form", false, { a: 1, b: "x" }, "p=a,1,b,x"],
  ["pipeDelimited", false, ["a", "b"], "p=a|b"],
  ["deepObject", true, { a: 1 }, "p[a]=1"],
  ["json", false, { a: [1] }, 'p={"a":[1]}'],
  ["form", true, true, "p=true"],
])("query %s, explode %s, of %j", (style, explode, value, text) =>
  expect(
    pairsOf(parameter(style, explode), value)
      .map((pair) => pair.join("="))
      .join("&"),
  ).toBe(text),
);

test.each<[string, boolean, unknown, string]>([
  ["simple", false, [1, 2], "1,2"],
  ["simple", true, { a: 1, b: 2 }, "a=1,b=2"],
  ["label", false, "x", ".x"],
  ["matrix", false, "x", ";p=x"],
  ["matrix", true, { a: 1 }, ";a=1"],
])("path %s, explode %s, of %j", (style, explode, value, text) => expect(simpleText(parameter(style, explode), value)).toBe(text));

describe("known resources", () => {
  test.each<[string, string, unknown, string | undefined, string, string, unknown]>([
    ["/pets", "created", { id: 7 }, undefined, "/pets/{petId}", "petId", 7],
    ["/api/pets", "created", { data: { id: "x" } }, undefined, "/api/pets/{id}/toys", "id", "x"],
    ["/pets", "created", undefined, "/pets/12?x=1", "/pets/{id}", "id", "12"],
    ["/users", "created", {}, undefined, "/users/{username}", "username", "ann"],
    ["/categories", "created", { uuid: "u" }, undefined, "/items/{categoryId}", "categoryId", "u"],
    ["/pets", "listed", [{ id: 3 }], undefined, "/pets/{id}", "id", 3],
    ["/pets", "listed", { total: 1, items: [{ pet_id: 4, id: 9 }] }, undefined, "/pets/{pet_id}", "pet_id", 4],
    ["/pets", "created", { id: 7 }, undefined, "/toys/{id}", "id", undefined],
  ])("%s %s %j", (template, how, answer, location, wanted, name, value) => {
    const pool = newResourcePool();
    if (how === "created") pool.created(template, { username: "ann" }, answer, location);
    else pool.listed(template, answer);
    expect(pool.forParameter(wanted, name)).toBe(value);
  });

  test("fields name them too", () => {
    const pool = newResourcePool();
    pool.created("/customers", { name: "x" }, { id: 5 }, undefined);
    expect([pool.forField("customerId"), pool.forField("customer_id"), pool.forField("name"), pool.forField("petId")]).toEqual([
      5,
      5,
      undefined,
      undefined,
    ]);
  });
});

test("what is made comes first, what ends comes last", () => {
  const operations = [
    "GET /logout",
    "DELETE /a",
    "DELETE /a/{b}",
    "PUT /a/{b}",
    "GET /a/{b}",
    "GET /a",
    "POST /a/{b}/c",
    "POST /b",
    "POST /a",
  ].map((label) => {
    const [method = "", template = ""] = label.split(" ");
    return { method, template, path: template, parameters: [], answers: {}, keys: [], isStream: false } satisfies Operation;
  });
  expect(inOrder(operations, ({ template }) => (template === "/b" ? 1 : 0)).map(({ method, template }) => `${method} ${template}`)).toEqual(
    ["POST /a", "POST /b", "GET /a", "POST /a/{b}/c", "GET /a/{b}", "PUT /a/{b}", "DELETE /a/{b}", "DELETE /a", "GET /logout"],
  );
});

test.each<[object, string]>([
  [{ swagger: "2.0", basePath: "/v2" }, "/v2/x"],
  [{ swagger: "2.0" }, "/x"],
  [{ openapi: "3.0.0", servers: [{ url: "https://h.example/api/" }] }, "/api/x"],
  [{ openapi: "3.0.0", servers: [{ url: "./v9" }] }, "/docs/v9/x"],
  [{ openapi: "3.0.0" }, "/x"],
])("the base path of %j", (head, path) => {
  const document = { ...head, paths: { "/x": { get: {} } } } as unknown as SpecDocument;
  expect(readOperations(document, "/docs/openapi.json").map((each) => each.path)).toEqual([path]);
  expect(readOperations(document, "/", "/own").map((each) => each.path)).toEqual(["/own/x"]);
});
