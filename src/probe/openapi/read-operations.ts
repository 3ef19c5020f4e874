import type { KeyPlace, Operation, Parameter, RequestBody } from "./operation.js";
import { dereferenced, isJson, jsonOr, listOr, textOr, type Json, type SpecDocument } from "./spec-document.js";

const methods = ["get", "head", "options", "post", "put", "patch", "delete"] as const;

/**
 * Every operation of a description of version 2.0, 3.0 or 3.1, in its order. `at` = path the description came from, which relative
 * server URLs are relative to. Throws Error for a reference that leads nowhere.
 */
export const readOperations = (document: SpecDocument, at = "/", base?: string): readonly Operation[] =>
  Object.entries(jsonOr(document["paths"])).flatMap(([template, written]) => {
    const item = jsonOr(dereferenced(document, written));
    return methods.flatMap((method) => {
      const operation = item[method];
      return isJson(operation) ? [readOperation({ document, template, item, method, operation, at, base })] : [];
    });
  });

type Reading = {
  readonly document: SpecDocument;
  readonly template: string;
  readonly item: Json;
  readonly method: string;
  readonly operation: Json;
  readonly at: string;
  readonly base: string | undefined;
};

const readOperation = ({ document, template, item, method, operation, at, base }: Reading): Operation => {
  const own = listOr(operation["parameters"]).map((each) => jsonOr(dereferenced(document, each)));
  const shared = listOr(item["parameters"]).map((each) => jsonOr(dereferenced(document, each)));
  const inherited = shared.filter((one) => !own.some((other) => other["name"] === one["name"] && other["in"] === one["in"]));
  const all = [...inherited, ...own];
  const body = bodyOf(document, operation, all);
  const responses = Object.entries(jsonOr(operation["responses"])).map(
    ([status, response]) => [status, jsonOr(dereferenced(document, response))] as const,
  );
  const prefix = base ?? basePath(document, [operation["servers"], item["servers"], document["servers"]], at);
  return {
    method: method.toUpperCase(),
    path: `${prefix.replace(/\/$/, "")}${template}`,
    template,
    parameters: all.flatMap(parameterOf),
    ...(body === undefined ? {} : { body }),
    answers: Object.fromEntries(responses.map(([status, response]) => [status, answerSchema(response)])),
    keys: keysOf(document, operation),
    isStream: responses.some(
      ([, { content }]) =>
        isJson(content) && Object.keys(content).every((type) => type === "text/event-stream") && Object.keys(content).length > 0,
    ),
  };
};

/** The path of the first server; its host is whatever the API is called elsewhere. */
const basePath = (document: SpecDocument, servers: readonly unknown[], at: string): string => {
  if ("swagger" in document) return textOr(document["basePath"], "/");
  const server = servers.map((list) => listOr(list)[0]).find(isJson);
  const variables = jsonOr(server?.["variables"]);
  const url = textOr(server?.["url"], "/").replaceAll(/\{([^}]+)\}/g, (_, name: string) =>
    String(jsonOr(variables[name])["default"] ?? ""),
  );
  return URL.canParse(url, `http://host${at}`) ? new URL(url, `http://host${at}`).pathname : "/";
};

const places: ReadonlySet<unknown> = new Set(["path", "query", "header", "cookie"]);
/** Set by other means. Source: OpenAPI 3, Parameter Object. */
const ignoredHeaders = /^(accept|content-type|authorization|host|content-length)$/i;

const parameterOf = (written: Json): readonly Parameter[] => {
  const name = textOr(written["name"]);
  if (name === "" || !places.has(written["in"]) || (written["in"] === "header" && ignoredHeaders.test(name))) return [];
  const place = written["in"] as Parameter["in"];
  const content = Object.values(jsonOr(written["content"]))[0];
  // 2.0 writes the type beside the name, where 3 has a schema.
  const schema = written["schema"] ?? (isJson(content) ? content["schema"] : written);
  const style = textOr(
    written["style"],
    content === undefined
      ? styleOf(place, written["collectionFormat"] ?? (written["schema"] === undefined && written["type"] === "array" ? "csv" : undefined))
      : "json",
  );
  const explode = typeof written["explode"] === "boolean" ? written["explode"] : style === "form" || style === "deepObject";
  const example = exampleOf(written);
  return [
    {
      name,
      in: place,
      required: place === "path" || written["required"] === true,
      schema,
      style,
      explode,
      ...(example === undefined ? {} : { example }),
    },
  ];
};

/** `collectionFormat` is 2.0's; csv is its default, in 3 repeating the name is. */
const styleOf = (place: Parameter["in"], format: unknown): string => {
  if (format === "ssv") return "spaceDelimited";
  if (format === "pipes") return "pipeDelimited";
  if (format === "csv") return "simple";
  return place === "query" || place === "cookie" ? "form" : "simple";
};

/** The first example a parameter, a body or a media type gives. */
const exampleOf = (written: Json): unknown => {
  if (written["example"] !== undefined) return written["example"];
  const first = Object.values(jsonOr(written["examples"]))[0];
  return isJson(first) ? first["value"] : undefined;
};

/** The kinds of body that can be written, the likeliest to be understood first. */
const preferred = [/^application\/json/, /\+json/, /^application\/x-www-form-urlencoded/, /^multipart\/form-data/, /^text\//, /./];

const bodyOf = (document: SpecDocument, operation: Json, parameters: readonly Json[]): RequestBody | undefined => {
  if ("swagger" in document) return oldBody(document, operation, parameters);
  const body = jsonOr(dereferenced(document, operation["requestBody"]));
  const content = jsonOr(body["content"]);
  const type = preferred.map((pattern) => Object.keys(content).find((each) => pattern.test(each))).find((each) => each !== undefined);
  if (type === undefined) return undefined;
  const media = jsonOr(content[type]);
  const example = exampleOf(media);
  return {
    type: type.includes("*") ? "application/octet-stream" : type,
    required: body["required"] === true,
    schema: media["schema"] ?? {},
    ...(example === undefined ? {} : { example }),
  };
};

/** 2.0: a parameter in `body`, or the parameters in `formData` together. */
const oldBody = (document: SpecDocument, operation: Json, parameters: readonly Json[]): RequestBody | undefined => {
  const consumes = listOr(operation["consumes"] ?? document["consumes"]).filter((each) => typeof each === "string");
  const body = parameters.find((each) => each["in"] === "body");
  const type = preferred.map((pattern) => consumes.find((each) => pattern.test(each))).find((each) => each !== undefined);
  if (body !== undefined) return { type: type ?? "application/json", required: body["required"] === true, schema: body["schema"] ?? {} };
  const fields = parameters.filter((each) => each["in"] === "formData");
  if (fields.length === 0) return undefined;
  const hasFile = fields.some((field) => field["type"] === "file");
  return {
    type: hasFile ? "multipart/form-data" : (consumes.find((each) => /form/.test(each)) ?? "application/x-www-form-urlencoded"),
    required: true,
    schema: {
      type: "object",
      properties: Object.fromEntries(fields.map(({ required: _, ...field }) => [textOr(field["name"]), field])),
      required: fields.filter((field) => field["required"] === true).map((field) => field["name"]),
    },
  };
};

const answerSchema = (response: Json): Json | undefined => {
  if (isJson(response["schema"])) return response["schema"];
  const json = Object.entries(jsonOr(response["content"])).find(([type]) => /^application\/json|\+json/.test(type))?.[1];
  return isJson(json) && isJson(json["schema"]) ? json["schema"] : undefined;
};

const keysOf = (document: SpecDocument, operation: Json): readonly KeyPlace[] => {
  const schemes = jsonOr("swagger" in document ? document["securityDefinitions"] : jsonOr(document["components"])["securitySchemes"]);
  const wanted = listOr(operation["security"] ?? document["security"]).flatMap((each) => Object.keys(jsonOr(each)));
  return [...new Set(wanted)].flatMap((name): readonly KeyPlace[] => {
    const scheme = jsonOr(dereferenced(document, schemes[name]));
    const place = scheme["in"];
    if (scheme["type"] !== "apiKey" || (place !== "header" && place !== "query" && place !== "cookie")) return [];
    return [{ in: place, name: textOr(scheme["name"]) }];
  });
};
