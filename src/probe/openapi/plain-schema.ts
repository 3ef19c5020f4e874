import { isJson, jsonOr, listOr, lookUp, type Json } from "./spec-document.js";

/** What a schema is for: values to send, which have no read-only fields, or answers to be compared with it. */
export type SchemaUse = "request" | "answer";

/** Descriptions of large APIs unfold without end; what is beyond is left out. */
const mostNodes = 5_000;

/**
 * A schema of any version as one of JSON Schema 2020-12 without references. What refers to itself ends there: left out of a request,
 * anything in an answer. Throws Error for a reference that leads nowhere.
 */
export const plainSchema = (document: Json, schema: unknown, use: SchemaUse): Json => {
  let nodes = 0;

  /** undefined: the schema can't be unfolded here. */
  const plain = (value: unknown, refs: readonly string[]): Json | undefined => {
    nodes += 1;
    if (value === false) return undefined;
    if (!isJson(value)) return {};
    const ref = value["$ref"];
    if (typeof ref === "string") {
      if (refs.includes(ref) || nodes > mostNodes) return use === "answer" ? {} : undefined;
      const { $ref: _, ...beside } = value;
      const target = lookUp(document, ref);
      return plain(isJson(target) ? { ...target, ...beside } : target, [...refs, ref]);
    }
    return converted(value, refs);
  };

  const converted = (value: Json, refs: readonly string[]): Json | undefined => {
    const result: Record<string, unknown> = {};
    for (const key of copied) if (value[key] !== undefined) result[key] = value[key];
    if (Array.isArray(value["required"])) result["required"] = value["required"];
    Object.assign(result, limits(value), typesOf(value), examplesOf(value));
    if (isJson(value["properties"])) Object.assign(result, properties(value, refs));
    for (const key of ["allOf", "oneOf", "anyOf"] as const) {
      const branches = listOr(value[key]);
      if (branches.length === 0) continue;
      const kept = branches.map((each) => plain(each, refs)).filter((each) => each !== undefined);
      if (kept.length < branches.length && (key === "allOf" || kept.length === 0)) return undefined;
      // Only one of them is to hold: the first is as good as any, and the plainest as a rule.
      result[key] = use === "request" && key !== "allOf" ? kept.slice(0, 1) : kept;
    }
    if (isJson(value["items"])) {
      const items = plain(value["items"], refs);
      if (items === undefined) result["maxItems"] = 0;
      else
        Object.assign(
          result,
          { items },
          use === "request" && value["minItems"] === undefined ? { minItems: 1, maxItems: value["maxItems"] ?? 2 } : {},
        );
    }
    if (use === "answer" && isJson(value["not"])) result["not"] = plain(value["not"], refs) ?? {};
    const rest = value["additionalProperties"];
    if (rest === false || (isJson(rest) && use === "answer"))
      result["additionalProperties"] = rest === false ? false : (plain(rest, refs) ?? {});
    return result;
  };

  const properties = (value: Json, refs: readonly string[]): Json => {
    const hidden = use === "request" ? "readOnly" : "writeOnly";
    const entries = Object.entries(jsonOr(value["properties"])).flatMap(([name, each]): [string, Json][] => {
      const one = plain(each, refs);
      return one === undefined || one[hidden] === true ? [] : [[name, one]];
    });
    const names = new Set(entries.map(([name]) => name));
    const all = Object.keys(jsonOr(value["properties"]));
    return {
      properties: Object.fromEntries(entries),
      required: listOr(value["required"]).filter((name) => typeof name === "string" && (names.has(name) || !all.includes(name))),
    };
  };

  return plain(schema, []) ?? {};
};

const copied = [
  "enum",
  "const",
  "default",
  "format",
  "pattern",
  "minLength",
  "maxLength",
  "multipleOf",
  "minItems",
  "maxItems",
  "uniqueItems",
  "minProperties",
  "maxProperties",
  "readOnly",
  "writeOnly",
] as const;

/** `exclusiveMinimum: true` beside `minimum` is how 2.0 and 3.0 write what JSON Schema now writes as a number. */
const limits = (value: Json): Json =>
  Object.fromEntries(
    (
      [
        ["minimum", "exclusiveMinimum"],
        ["maximum", "exclusiveMaximum"],
      ] as const
    ).flatMap(([plain, exclusive]): (readonly [string, unknown])[] => {
      if (value[exclusive] === true) return value[plain] === undefined ? [] : [[exclusive, value[plain]]];
      return [plain, exclusive].flatMap((key) => (typeof value[key] === "number" ? [[key, value[key]] as const] : []));
    }),
  );

const typesOf = (value: Json): Json => {
  const type = value["type"] ?? impliedType(value);
  if (type === "file") return { type: "string", format: "binary" };
  if (type === undefined) return {};
  return { type: value["nullable"] === true && typeof type === "string" ? [type, "null"] : type };
};

const impliedType = (value: Json): string | undefined => {
  if (value["properties"] !== undefined || value["additionalProperties"] !== undefined) return "object";
  return value["items"] === undefined ? undefined : "array";
};

const examplesOf = (value: Json): Json => {
  if (value["example"] !== undefined) return { examples: [value["example"]] };
  return Array.isArray(value["examples"]) && value["examples"].length > 0 ? { examples: value["examples"] } : {};
};
