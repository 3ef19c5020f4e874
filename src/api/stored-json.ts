import { readFileSync } from "node:fs";
import { Ajv } from "ajv";
import { StackSlimError } from "../model/errors.js";
import { readBeside } from "../workspace/index.js";

export type StoredJson = {
  /** The project's folder. */
  readonly folder: string;
  /** Name in its workspace. */
  readonly name: string;
  /** Its schema in schema/. */
  readonly schema: string;
  /** What it is to a person. */
  readonly what: string;
  /** How to come by one where there is none, and by a whole one. */
  readonly hints: { readonly none: string; readonly damaged: string };
  /** Of its errors: CODE.none and CODE.damaged. */
  readonly code: string;
};

/** A file of the workspace that follows its schema. @throws StackSlimError (exit 2) when there is none, or it doesn't. */
export async function storedJson<T>({ folder, name, schema, what, hints, code }: StoredJson): Promise<T> {
  const text = await readBeside(folder, name);
  if (text === undefined)
    throw new StackSlimError(`There is no ${what} in ${folder}/.stack-slim.`, { code: `${code}.none`, exitCode: 2, hint: hints.none });
  const value = parsed(text);
  const ajv = new Ajv({ strictRequired: false });
  const isValid = ajv.compile<T>(JSON.parse(readFileSync(new URL(`../../schema/${schema}`, import.meta.url), "utf8")) as object);
  if (isValid(value)) return value;
  const why = value === undefined ? "it isn't JSON" : ajv.errorsText(isValid.errors, { dataVar: what });
  throw new StackSlimError(`${folder}/.stack-slim/${name} is damaged, or of another version: ${why}.`, {
    code: `${code}.damaged`,
    exitCode: 2,
    hint: hints.damaged,
  });
}

const parsed = (text: string): unknown => {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
};
