import type { Parameter } from "./operation.js";
import { isJson } from "./spec-document.js";

/** One `name=value`, both still to be encoded. */
export type Pair = readonly [string, string];

/** A value as a path or a header writes it. Source: OpenAPI 3, "Style Values" (RFC 6570). */
export const simpleText = ({ name, style, explode }: Parameter, value: unknown): string => {
  const list = Array.isArray(value) ? value.map(plainText) : undefined;
  const fields = isJson(value) ? Object.entries(value).map(([key, each]) => [key, plainText(each)] as const) : undefined;
  const joined = (separator: string, equals: string): string =>
    fields?.map(([key, each]) => `${key}${equals}${each}`).join(separator) ?? list?.join(separator) ?? plainText(value);
  if (style === "label") return `.${joined(explode ? "." : ",", explode ? "=" : ",")}`;
  if (style === "matrix") return explode && fields !== undefined ? `;${joined(";", "=")}` : `;${name}=${joined(",", ",")}`;
  return joined(",", explode ? "=" : ",");
};

/** A value as a query or a form writes it: one pair, or several. */
export const pairsOf = ({ name, style, explode }: Pick<Parameter, "name" | "style" | "explode">, value: unknown): readonly Pair[] => {
  if (style === "json") return [[name, JSON.stringify(value)]];
  if (Array.isArray(value)) {
    const texts = value.map(plainText);
    return explode ? texts.map((text) => [name, text]) : [[name, texts.join(separators[style] ?? ",")]];
  }
  if (!isJson(value)) return [[name, plainText(value)]];
  const fields = Object.entries(value).map(([key, each]) => [key, plainText(each)] as const);
  if (style === "deepObject") return fields.map(([key, text]) => [`${name}[${key}]`, text]);
  return explode ? fields : [[name, fields.flat().join(",")]];
};

const separators: Readonly<Record<string, string>> = { spaceDelimited: " ", pipeDelimited: "|" };

export const plainText = (value: unknown): string =>
  typeof value === "string"
    ? value
    : value === null || value === undefined
      ? ""
      : typeof value === "object"
        ? JSON.stringify(value)
        : String(value as number);
