import { pairsOf, plainText } from "./parameter-text.js";
import { isJson, jsonOr, type Json } from "./spec-document.js";

export type EncodedBody = { readonly type: string; readonly bytes: string | Uint8Array };

/** A value as a body of this media type. `schema` says which fields of a form are files. */
export const encodeBody = async (type: string, value: unknown, schema: Json): Promise<EncodedBody> => {
  if (/json/.test(type)) return { type, bytes: JSON.stringify(value) };
  if (type.startsWith("application/x-www-form-urlencoded")) {
    const pairs = Object.entries(jsonOr(value)).flatMap(([name, each]) => pairsOf({ name, style: "form", explode: true }, each));
    return { type, bytes: new URLSearchParams(pairs.map(([name, text]): [string, string] => [name, text])).toString() };
  }
  if (type.startsWith("multipart/form-data")) return await multipart(jsonOr(value), jsonOr(schema["properties"]));
  if (type.startsWith("image/") || type === "application/octet-stream") return { type, bytes: smallPicture };
  return { type, bytes: plainText(value) };
};

const multipart = async (fields: Json, schemas: Json): Promise<EncodedBody> => {
  const form = new FormData();
  for (const [name, value] of Object.entries(fields)) {
    for (const each of Array.isArray(value) ? (value as readonly unknown[]) : [value]) {
      if (isFile(schemas[name])) form.append(name, new Blob([smallPicture], { type: "image/png" }), `${name}.png`);
      else if (isJson(each)) form.append(name, new Blob([JSON.stringify(each)], { type: "application/json" }));
      else form.append(name, plainText(each));
    }
  }
  const encoded = new Response(form);
  return { type: encoded.headers.get("content-type") ?? "multipart/form-data", bytes: new Uint8Array(await encoded.arrayBuffer()) };
};

const isFile = (schema: unknown): boolean => {
  const { format, contentMediaType, items } = jsonOr(schema);
  return format === "binary" || contentMediaType !== undefined || (items !== undefined && isFile(items));
};

/** A PNG of one pixel: what takes uploads takes pictures more often than anything else. */
const smallPicture = new Uint8Array(
  Buffer.from("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==", "base64"),
);
