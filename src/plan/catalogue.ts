import { readdir, readFile } from "node:fs/promises";
import { basename, join } from "node:path";
import { fileURLToPath } from "node:url";
import { Ajv2020, type ErrorObject, type ValidateFunction } from "ajv/dist/2020.js";
import { LineCounter, parseDocument, type Document } from "yaml";
import { StackSlimError } from "../model/errors.js";
import type { CatalogueEntry } from "./catalogue-entry.js";

export type Catalogue = readonly CatalogueEntry[];

const ownFolder = fileURLToPath(new URL("../../probes", import.meta.url));
const schemaFile = new URL("../../schema/probe.schema.json", import.meta.url);

/**
 * The entries of `folder` (default: the project's probes/), by name.
 * @throws StackSlimError (exit 2) naming file, line and field of what doesn't follow schema/probe.schema.json.
 */
export async function loadCatalogue(folder = ownFolder): Promise<Catalogue> {
  const validate = new Ajv2020({ allErrors: true, strictRequired: false }).compile<CatalogueEntry>(
    JSON.parse(await readFile(schemaFile, "utf8")) as object,
  );
  const files = (await readdir(folder)).filter((file) => file.endsWith(".yml"));
  const entries = await Promise.all(
    files.map(async (file) => parseEntry(join(folder, file), await readFile(join(folder, file), "utf8"), validate)),
  );
  return entries.sort((a, b) => (a.name < b.name ? -1 : 1));
}

function parseEntry(file: string, text: string, validate: ValidateFunction<CatalogueEntry>): CatalogueEntry {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines });
  const broken = document.errors[0];
  if (broken !== undefined) throw wrong(`${file}:${lines.linePos(broken.pos[0]).line}: ${broken.message.split("\n")[0] ?? ""}`);
  const entry: unknown = document.toJS();
  if (!validate(entry))
    throw wrong(
      (validate.errors ?? [])
        .filter(isTelling)
        .map((error) => explain(file, document, lines, error))
        .join("\n"),
    );
  if (entry.name !== basename(file, ".yml")) throw wrong(`${file}: name: ${entry.name} is not the file's name`);
  return entry;
}

const kinds =
  "http, tcp, exec, sql, redis, amqp, mongodb, memcached, mqtt, kafka, smtp, ldap, dns, crawl, openapi, websocket, sse, graphql, grpc, fastcgi";
const isKindChoice = ({ instancePath, schemaPath }: ErrorObject): boolean =>
  /\/probe\/\d+$/.test(instancePath) && schemaPath.includes("/oneOf");

/** Of a choice that fails, the branches' errors say what is wrong and the summary doesn't; of the choice between kinds it is the other way. */
const isTelling = (error: ErrorObject): boolean => (error.keyword === "oneOf") === isKindChoice(error);

function explain(file: string, document: Document, lines: LineCounter, error: ErrorObject): string {
  const path = error.instancePath.split("/").slice(1);
  const node = path.length === 0 ? document.contents : document.getIn(path.map(key), true);
  const offset = (node as { range?: readonly number[] } | null | undefined)?.range?.[0] ?? 0;
  const params = error.params as { additionalProperty?: string; allowedValues?: readonly unknown[] };
  const expected = params.allowedValues === undefined ? "" : `: ${params.allowedValues.join(", ")}`;
  const message = isKindChoice(error) ? `must have exactly one of ${kinds}` : (error.message ?? "is wrong");
  const extra = params.additionalProperty === undefined ? "" : `: ${params.additionalProperty}`;
  return `${file}:${lines.linePos(offset).line}: ${path.join(".") || "(top)"}: ${message}${expected}${extra}`;
}

const key = (segment: string): string | number =>
  /^\d+$/.test(segment) ? Number(segment) : segment.replaceAll("~1", "/").replaceAll("~0", "~");

const wrong = (message: string): StackSlimError =>
  new StackSlimError(message, {
    code: "catalogue.schema",
    exitCode: 2,
    hint: "The shape of a catalogue entry is in schema/probe.schema.json.",
  });
