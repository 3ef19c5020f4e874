import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { expect, test } from "vitest";

type Schema = { readonly [key: string]: unknown };
const schema = JSON.parse(readFileSync(resolve(import.meta.dirname, "../../../schema/config.schema.json"), "utf8")) as Schema;

const isSchema = (value: unknown): value is Schema => typeof value === "object" && value !== null && !Array.isArray(value);

/** Every field of the format: its path in the schema and what is said of it. */
const fieldsOf = (node: Schema, path: string): readonly (readonly [string, Schema])[] => [
  ...(isSchema(node["properties"])
    ? Object.entries(node["properties"]).map(([name, field]) => [`${path}/${name}`, field as Schema] as const)
    : []),
  ...Object.entries(node).flatMap(([name, value]) => (isSchema(value) ? fieldsOf(value, `${path}/${name}`) : [])),
];

/** A definition may be taken by reference, and says then what is expected. */
const definition = ({ $ref }: Schema): Schema => {
  const name = typeof $ref === "string" ? $ref.replace("#/definitions/", "") : "";
  return (schema["definitions"] as Readonly<Record<string, Schema>>)[name] ?? {};
};

test.each(fieldsOf(schema, ""))("an editor explains %s and says what is expected", (_, field) => {
  expect(field["title"]).toMatch(/^\S.{5,180}[^.]$/s);
  expect(field["description"] ?? definition(field)["description"]).toMatch(/\S/);
});

test("there are fields to explain", () => expect(fieldsOf(schema, "").length).toBeGreaterThan(60));
