import type { OpenApiTraffic } from "../../model/web-traffic.js";
import { encodeBody, type EncodedBody } from "./encode-body.js";
import type { Operation, Parameter } from "./operation.js";
import { pairsOf, plainText, simpleText, type Pair } from "./parameter-text.js";
import { plainSchema } from "./plain-schema.js";
import type { ResourcePool } from "./resource-pool.js";
import { givenValue, type Sampler, type SampleStyle } from "./sample.js";
import { isJson, jsonOr, type Json } from "./spec-document.js";

/** `sent` = the body's value, before it was encoded. */
export type BuiltRequest = {
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: EncodedBody["bytes"];
  readonly sent?: unknown;
};

export type RequestMaking = {
  readonly document: Json;
  readonly sampler: Sampler;
  readonly pool: ResourcePool;
  readonly values: OpenApiTraffic["values"];
  /** Variables of the login filled in. */
  readonly apiKey: string | undefined;
};

/** One request that follows the description, with values of what exists where they are known. Throws Error for a reference that leads nowhere. */
export const buildRequest = async (operation: Operation, style: SampleStyle, making: RequestMaking): Promise<BuiltRequest> => {
  const { template, parameters, body, keys } = operation;
  const query: Pair[] = [];
  const cookies: Pair[] = [];
  const headers: Record<string, string> = { accept: "application/json, */*;q=0.8" };
  let path = operation.path;
  for (const parameter of parameters) {
    const value = parameterValue(template, parameter, style, making);
    if (value === undefined) continue;
    if (parameter.in === "path") path = path.replaceAll(`{${parameter.name}}`, () => encodeURIComponent(simpleText(parameter, value)));
    else if (parameter.in === "header") headers[parameter.name.toLowerCase()] = simpleText(parameter, value);
    else (parameter.in === "query" ? query : cookies).push(...pairsOf(parameter, value));
  }
  // A template may name what no parameter describes.
  path = path.replaceAll(/\{([^}]+)\}/g, (_, name: string) =>
    encodeURIComponent(plainText(making.values[name] ?? making.pool.forParameter(template, name) ?? 1)),
  );
  if (making.apiKey !== undefined) {
    for (const { in: place, name } of keys) {
      if (place === "header") headers[name.toLowerCase()] = making.apiKey;
      else (place === "query" ? query : cookies).push([name, making.apiKey]);
    }
  }
  if (cookies.length > 0) headers["cookie"] = cookies.map(([name, value]) => `${name}=${encodeURIComponent(value)}`).join("; ");
  const search = query.map(([name, value]) => `${encodeURIComponent(name)}=${encodeURIComponent(value)}`).join("&");
  const full = search === "" ? path : `${path}?${search}`;
  if (body === undefined || (!body.required && !style.optional)) return { path: full, headers };
  const schema = plainSchema(making.document, body.schema, "request");
  const sent = withKnown((style.examples ? body.example : undefined) ?? making.sampler.value(schema, style), making);
  const encoded = await encodeBody(body.type, sent, schema);
  return { path: full, headers: { ...headers, "content-type": encoded.type }, body: encoded.bytes, sent };
};

/** Optional parameters narrow a result as a rule: they are sent only with values that the description gives. */
const parameterValue = (
  template: string,
  parameter: Parameter,
  style: SampleStyle,
  { document, sampler, pool, values }: RequestMaking,
): unknown => {
  const { name, example, required } = parameter;
  if (values[name] !== undefined) return values[name];
  const known = parameter.in === "path" ? pool.forParameter(template, name) : pool.forField(name);
  if (known !== undefined) return known;
  if (example !== undefined && (required || style.optional)) return example;
  const schema = plainSchema(document, parameter.schema, "request");
  const given = givenValue(schema);
  if (given !== undefined && (required || style.optional)) return given;
  if (!required) return undefined;
  // What exists most likely, when anything does.
  if (parameter.in === "path" && schema["type"] === "integer") return Math.max(1, Number(schema["minimum"] ?? 1));
  return sampler.value(schema, style);
};

/** The body with the user's values, and with those of resources that exist where a field names one. */
const withKnown = (value: unknown, { pool, values }: Pick<RequestMaking, "pool" | "values">): unknown => {
  if (!isJson(value)) return value;
  return Object.fromEntries(
    Object.entries(jsonOr(value)).map(([name, each]) => {
      const known = values[name] ?? (typeof each === "string" || typeof each === "number" ? pool.forField(name) : undefined);
      return [name, known ?? withKnown(each, { pool, values })];
    }),
  );
};
