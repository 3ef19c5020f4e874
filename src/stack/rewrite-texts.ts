import type { ComposeService } from "../model/compose-model.js";

/** Only what a program reads: an address elsewhere (a mount, a label) isn't one to connect to. */
export const readByPrograms: ReadonlySet<string> = new Set(["environment", "command", "entrypoint", "healthcheck"]);

/** The service with every text in these fields, at any depth, put through `rewrite`; keys stay. */
export const rewriteTexts = (service: ComposeService, fields: ReadonlySet<string>, rewrite: (text: string) => string): ComposeService =>
  Object.fromEntries(
    Object.entries(service).map(([field, value]) => [field, fields.has(field) ? inside(value, rewrite) : value]),
  ) as ComposeService;

const inside = (value: unknown, rewrite: (text: string) => string): unknown => {
  if (typeof value === "string") return rewrite(value);
  if (Array.isArray(value)) return value.map((item) => inside(item, rewrite));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, inside(item, rewrite)]));
};
