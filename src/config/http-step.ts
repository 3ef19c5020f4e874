import type { Extraction, HttpExpectation, HttpMethod, HttpStep } from "../model/config.js";
import { parseDuration } from "../model/duration.js";
import { digestOf, type FileDigests } from "./file-digests.js";
import { list, texts, tlsOptions } from "./written-values.js";
import type { WrittenMethod, WrittenStep } from "./written-config.js";

const methods = ["get", "post", "put", "patch", "delete", "head", "options"] as const satisfies readonly WrittenMethod[];

/** One step with every default filled in. Patterns and templates stay as written: the probe driver reads them. */
export const httpStep = (step: WrittenStep, files: FileDigests): HttpStep => {
  const method = methods.find((name) => step[name] !== undefined) ?? "get";
  const body = bodyOf(step, files);
  return {
    method: method.toUpperCase() as HttpMethod,
    url: step[method] ?? "/",
    headers: texts(step.headers),
    ...(step.auth === undefined ? {} : { auth: step.auth }),
    ...(body === undefined ? {} : { body }),
    ...(step.host === undefined ? {} : { host: step.host }),
    ...(step.http2 === undefined ? {} : { http2: step.http2 }),
    ...(step.tls === undefined ? {} : { tls: tlsOptions(step.tls, files) }),
    ...(step.redirects === undefined ? {} : { redirects: step.redirects }),
    expect: expectation(step.expect),
    extract: Object.fromEntries(Object.entries(step.extract ?? {}).map(([name, from]) => [name, extraction(from)])),
    ...(step.within === undefined ? {} : { withinMs: parseDuration(step.within) ?? 0 }),
  };
};

const bodyOf = (step: WrittenStep, files: FileDigests): HttpStep["body"] => {
  if (step.json !== undefined) return { json: step.json };
  if (step.form !== undefined) return { form: texts(step.form) };
  if (step.file !== undefined) return { file: step.file, ...digestOf(files, step.file) };
  if (step.multipart !== undefined) {
    const parts = Object.entries(step.multipart).map(
      ([name, part]) => [name, typeof part === "object" ? { ...part, ...digestOf(files, part.file) } : String(part)] as const,
    );
    return { multipart: Object.fromEntries(parts) };
  }
  return step.body === undefined ? undefined : { text: step.body };
};

const expectation = (written: WrittenStep["expect"] = {}): HttpExpectation => {
  const { status, text, headers, image, ...rest } = written;
  return {
    ...rest,
    status: status === undefined ? ["2xx", "3xx"] : list(status),
    ...(text === undefined ? {} : { text: list(text) }),
    ...(headers === undefined ? {} : { headers: texts(headers) }),
    ...(image === undefined ? {} : { image: image === true ? {} : image }),
  };
};

const extraction = (from: NonNullable<WrittenStep["extract"]>[string]): Extraction => {
  if (typeof from === "string") return { from: "json", expression: from };
  if ("json" in from) return { from: "json", expression: from.json };
  if ("css" in from) return { from: "css", expression: from.css, ...(from.attribute === undefined ? {} : { attribute: from.attribute }) };
  return "header" in from ? { from: "header", expression: from.header } : { from: "regex", expression: from.regex };
};
