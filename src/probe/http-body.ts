import type { HttpStep } from "../model/config.js";
import type { Variables } from "./template.js";
import { fill, fillDeep, fillValues } from "./template.js";

/** The headers (names in lower case) and body of a step, values filled in. A header the step sets itself wins over the body's own. */
export const encodeStep = (
  step: HttpStep,
  variables: Variables,
): { readonly headers: Readonly<Record<string, string>>; readonly body?: string } => {
  const written = Object.fromEntries(
    Object.entries(fillValues(step.headers, variables)).map(([name, value]) => [name.toLowerCase(), value]),
  );
  const auth =
    step.auth === undefined ? {} : { authorization: basic(fill(step.auth.user, variables), fill(step.auth.password, variables)) };
  const { type, body } = encodeBody(step.body, variables);
  const headers = {
    "user-agent": "stack-slim",
    accept: "*/*",
    ...(type === undefined ? {} : { "content-type": type }),
    ...auth,
    ...written,
  };
  return body === undefined ? { headers } : { headers, body };
};

const encodeBody = (body: HttpStep["body"], variables: Variables): { readonly type?: string; readonly body?: string } => {
  if (body === undefined) return {};
  if ("json" in body) return { type: "application/json", body: JSON.stringify(fillDeep(body.json, variables)) };
  if ("text" in body) return { type: "text/plain; charset=utf-8", body: fill(body.text, variables) };
  return { type: "application/x-www-form-urlencoded", body: new URLSearchParams(fillValues(body.form, variables)).toString() };
};

const basic = (user: string, password: string): string => `Basic ${Buffer.from(`${user}:${password}`).toString("base64")}`;
