import type { HttpExpectation } from "../model/config.js";
import { imageSignatures } from "./decode-image.js";
import { jsonProblem } from "./expect-json.js";
import type { HttpAnswer } from "./http-exchange.js";
import { holdsFor, occursIn, preview, showPattern } from "./text-pattern.js";
import type { Variables } from "./template.js";
import { fillDeep, fillPattern } from "./template.js";

/** The first part of the expectation that the answer doesn't meet, as one line with what was expected and what came; undefined when all hold. */
export const answerProblem = (expected: HttpExpectation, answer: HttpAnswer, variables: Variables): string | undefined =>
  statusProblem(expected.status, answer) ??
  headerProblem(expected.headers ?? {}, answer, variables) ??
  typeProblem(expected.type, answer) ??
  bytesProblem(expected.bytes, answer) ??
  textProblem(expected.text ?? [], answer, variables) ??
  bodyJsonProblem(expected.json, answer, variables);

/** Numbers, or classes such as "2xx". */
export const acceptsStatus = (accepted: HttpExpectation["status"], status: number): boolean =>
  accepted.some((each) => String(each) === String(status) || String(each).toLowerCase() === `${Math.floor(status / 100)}xx`);

const statusProblem = (accepted: HttpExpectation["status"], answer: HttpAnswer): string | undefined => {
  if (acceptsStatus(accepted, answer.status)) return undefined;
  const begins = answer.body.length === 0 ? "empty body" : `body begins ${preview(textOf(answer))}`;
  return `status ${answer.status}, expected ${accepted.join(" or ")}; ${begins}`;
};

const headerProblem = (expected: Readonly<Record<string, string>>, answer: HttpAnswer, variables: Variables): string | undefined => {
  for (const [name, written] of Object.entries(expected)) {
    const pattern = fillPattern(written, variables);
    const wanted = showPattern(pattern);
    const values = answer.headers[name.toLowerCase()];
    if (values === undefined) return `no header ${name}, expected ${wanted}`;
    if (![...values, values.join(", ")].some((value) => holdsFor(pattern, value))) {
      return `header ${name} is ${preview(values.join(", "))}, expected ${wanted}`;
    }
  }
  return undefined;
};

const magic: Readonly<Record<string, RegExp>> = Object.fromEntries(
  Object.entries(imageSignatures).map(([format, signature]) => [`image/${format}`, signature]),
);

const typeProblem = (expected: string | undefined, answer: HttpAnswer): string | undefined => {
  if (expected === undefined) return undefined;
  const type = (answer.headers["content-type"]?.[0] ?? "").toLowerCase();
  if (type === "") return `no content type, expected ${expected}`;
  if (!type.startsWith(expected.toLowerCase())) return `content type ${type}, expected ${expected}`;
  const signature = magic[type.split(";", 1)[0]?.trim() ?? ""];
  if (signature === undefined || signature.test(answer.body.toString("latin1", 0, 16))) return undefined;
  return `content type ${type}, but the ${answer.body.length} bytes of the body don't begin like one: ${preview(textOf(answer), 40)}`;
};

const bytesProblem = (expected: HttpExpectation["bytes"], answer: HttpAnswer): string | undefined => {
  const { length } = answer.body;
  if (expected?.min !== undefined && length < expected.min) return `body of ${length} bytes, expected at least ${expected.min}`;
  if (expected?.max !== undefined && length > expected.max) return `body of ${length} bytes, expected at most ${expected.max}`;
  return undefined;
};

const textProblem = (expected: readonly string[], answer: HttpAnswer, variables: Variables): string | undefined => {
  for (const written of expected) {
    const pattern = fillPattern(written, variables);
    if (!occursIn(pattern, textOf(answer))) {
      return `the body has no ${"regex" in pattern ? `match of ${showPattern(pattern)}` : JSON.stringify(pattern.text)}; it begins ${preview(textOf(answer))}`;
    }
  }
  return undefined;
};

const bodyJsonProblem = (
  expected: Readonly<Record<string, unknown>> | undefined,
  answer: HttpAnswer,
  variables: Variables,
): string | undefined => {
  if (expected === undefined) return undefined;
  const body = jsonOf(answer);
  if (body === undefined) return `the body isn't JSON; it begins ${preview(textOf(answer))}`;
  return jsonProblem(fillDeep(expected, variables) as Readonly<Record<string, unknown>>, body.value);
};

export const textOf = (answer: HttpAnswer): string => answer.body.toString("utf8");

/** undefined: the body isn't JSON. */
export const jsonOf = (answer: HttpAnswer): { readonly value: unknown } | undefined => {
  try {
    return { value: JSON.parse(textOf(answer)) as unknown };
  } catch {
    return undefined;
  }
};
