import { Ajv2020 } from "ajv/dist/2020.js";
import { jsonOf } from "../expect-http.js";
import type { HttpAnswer } from "../http-exchange.js";
import type { Operation } from "./operation.js";
import { plainSchema } from "./plain-schema.js";
import type { Json } from "./spec-document.js";

/** What the description says of a status: its own, its class, or the default; undefined when nothing. */
export const describedAs = ({ answers }: Operation, status: number): string | undefined =>
  [String(status), `${Math.floor(status / 100)}XX`, `${Math.floor(status / 100)}xx`, "default"].find((key) => Object.hasOwn(answers, key));

/** In what an answer of 2xx isn't as described, one clause; undefined when it is, or nothing is described. */
export const answerMismatch = (document: Json, operation: Operation, answer: HttpAnswer): string | undefined => {
  const key = describedAs(operation, answer.status);
  const schema = key === undefined ? undefined : operation.answers[key];
  if (schema === undefined || answer.status >= 300 || operation.method === "HEAD") return undefined;
  const body = jsonOf(answer);
  if (body === undefined) return `status ${answer.status}, but the body isn't JSON`;
  const ajv = new Ajv2020({ strict: false, validateFormats: false, logger: false });
  const validate = ajv.compile(plainSchema(document, schema, "answer"));
  if (validate(body.value)) return undefined;
  const [error] = validate.errors ?? [];
  return `status ${answer.status}, but the answer isn't as described: ${error?.instancePath === "" ? "it" : (error?.instancePath ?? "it")} ${error?.message ?? "is wrong"}`;
};
