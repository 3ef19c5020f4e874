import { readFileSync } from "node:fs";

/** Where an editor finds the schema of stack-slim.yml: beside the reports, so that it is the one of the version in use and needs no network. */
export const configSchemaName = "config.schema.json";

export const configSchema = (): string => readFileSync(new URL("../../schema/config.schema.json", import.meta.url), "utf8");
