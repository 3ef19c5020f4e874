import { basename } from "node:path";
import type { HttpBody, HttpStep, MultipartPart } from "../model/config.js";
import { readConfigFile } from "./config-file.js";
import type { Variables } from "./template.js";
import { fill, fillDeep, fillValues } from "./template.js";

/**
 * The headers (names in lower case) and body of a step, values filled in. A header the step sets itself wins over the body's own. `cwd`: where
 * files are. @throws StackSlimError `probe.file` for one that can't be read.
 */
export const encodeStep = async (
  step: HttpStep,
  variables: Variables,
  cwd: string,
): Promise<{ readonly headers: Readonly<Record<string, string>>; readonly body?: string | Buffer }> => {
  const written = Object.fromEntries(
    Object.entries(fillValues(step.headers, variables)).map(([name, value]) => [name.toLowerCase(), value]),
  );
  const auth =
    step.auth === undefined ? {} : { authorization: basic(fill(step.auth.user, variables), fill(step.auth.password, variables)) };
  const { type, body } = await encodeBody(step.body, variables, cwd);
  const headers = {
    "user-agent": "stack-slim",
    accept: "*/*",
    ...(type === undefined ? {} : { "content-type": type }),
    ...auth,
    ...(step.host === undefined ? {} : { host: fill(step.host, variables) }),
    ...written,
  };
  return body === undefined ? { headers } : { headers, body };
};

const encodeBody = async (
  body: HttpBody | undefined,
  variables: Variables,
  cwd: string,
): Promise<{ readonly type?: string; readonly body?: string | Buffer }> => {
  if (body === undefined) return {};
  if ("json" in body) return { type: "application/json", body: JSON.stringify(fillDeep(body.json, variables)) };
  if ("text" in body) return { type: "text/plain; charset=utf-8", body: fill(body.text, variables) };
  if ("file" in body) return { type: "application/octet-stream", body: await readConfigFile(body.file, cwd) };
  if ("multipart" in body) return await encodeMultipart(body.multipart, variables, cwd);
  return { type: "application/x-www-form-urlencoded", body: new URLSearchParams(fillValues(body.form, variables)).toString() };
};

const encodeMultipart = async (
  parts: Readonly<Record<string, MultipartPart>>,
  variables: Variables,
  cwd: string,
): Promise<{ readonly type: string; readonly body: Buffer }> => {
  const form = new FormData();
  for (const [name, part] of Object.entries(parts)) {
    if (typeof part === "string") form.append(name, fill(part, variables));
    else {
      const bytes = new Uint8Array(await readConfigFile(part.file, cwd));
      form.append(name, new Blob([bytes], { type: part.type ?? "application/octet-stream" }), part.name ?? basename(part.file));
    }
  }
  // The boundary is chosen with the body.
  const encoded = new Response(form);
  return { type: encoded.headers.get("content-type") ?? "multipart/form-data", body: Buffer.from(await encoded.arrayBuffer()) };
};

export const basic = (user: string, password: string): string => `Basic ${Buffer.from(`${user}:${password}`).toString("base64")}`;
