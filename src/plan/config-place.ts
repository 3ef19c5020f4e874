import type { Config } from "../model/config.js";

/** `FILE:LINE:COLUMN: FIELD` of a field of stack-slim.yml, as far as it is known. */
export function configPlace({ file, places }: Pick<Config, "file" | "places">, field: string): string {
  const place = places?.[field];
  return `${file ?? "stack-slim.yml"}${place === undefined ? "" : `:${place}`}: ${field}`;
}
