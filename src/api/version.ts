import { readFileSync } from "node:fs";

/** Of this package. Two folders up from here is the package, in src as in dist. */
export const { version } = JSON.parse(readFileSync(new URL("../../package.json", import.meta.url), "utf8")) as { readonly version: string };
