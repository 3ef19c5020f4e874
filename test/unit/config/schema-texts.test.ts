import { readFileSync } from "node:fs";
import { Ajv } from "ajv";
import { describe, expect, test } from "vitest";

type Schema = {
  readonly title?: string;
  readonly $ref?: string;
  readonly examples?: readonly unknown[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly items?: Schema;
  readonly definitions?: Readonly<Record<string, Schema>>;
};
const schema = JSON.parse(readFileSync(new URL("../../../schema/config.schema.json", import.meta.url), "utf8")) as Schema;
const definitions = Object.entries(schema.definitions ?? {});

/** Every field below a schema, as `check.container.image`. */
const fieldsOf = (name: string, { properties = {}, items }: Schema): readonly (readonly [string, Schema])[] => [
  ...Object.entries(properties).flatMap(([field, inner]) => [[`${name}.${field}`, inner] as const, ...fieldsOf(`${name}.${field}`, inner)]),
  ...(items === undefined ? [] : fieldsOf(`${name}[]`, items)),
];
const fields = [["", schema] as const, ...definitions].flatMap(([name, each]) => fieldsOf(name, each));

test("every field of stack-slim.yml says what it is for", () => {
  expect(fields.length).toBeGreaterThan(150);
  expect(fields.filter(([, { title = "" }]) => title.trim() === "").map(([name]) => name)).toEqual([]);
});

describe("the examples are valid", () => {
  const ajv = new Ajv({ strictTypes: false, strictRequired: false, validateFormats: false, allErrors: true }).addSchema(schema, "config");
  const examples = [["", schema] as const, ...definitions.map(([name, each]) => [`#/definitions/${name}`, each] as const)].flatMap(
    ([place, each]) => (each.examples ?? []).map((example) => [place, JSON.stringify(example), example] as const),
  );

  test.each(examples)("%s %s", (place, _, example) => {
    const validate = ajv.compile({ $ref: `config${place}` });
    expect([validate(example), validate.errors]).toEqual([true, null]);
  });

  test("there is one of every kind of probe", () => {
    const probe = schema.definitions?.["probe"];
    expect((probe?.examples ?? []).flatMap((example) => Object.keys(example as object)).toSorted()).toEqual(
      Object.keys(probe?.properties ?? {}).toSorted(),
    );
  });
});
