import { readFileSync } from "node:fs";
import { Ajv } from "ajv";
import { StackSlimError } from "../model/errors.js";
import type { ImageTree } from "../model/image-tree.js";
import { treeFile } from "../pipeline/stored-files.js";
import { readBeside } from "../workspace/index.js";

const schemaFile = new URL("../../schema/tree.schema.json", import.meta.url);

/**
 * What the last apply in `folder` stored of a service's image; undefined: nothing.
 * @throws StackSlimError (exit 2) `stored.damaged` when the file doesn't follow schema/tree.schema.json.
 */
export async function storedTree(folder: string, service: string): Promise<ImageTree | undefined> {
  const text = await readBeside(folder, treeFile(service));
  if (text === undefined) return undefined;
  const tree = parsed(text);
  const ajv = new Ajv({ strictRequired: false });
  if (ajv.compile<ImageTree>(JSON.parse(readFileSync(schemaFile, "utf8")) as object)(tree)) return tree;
  throw damaged(`${folder}/.stack-slim/${treeFile(service)}`);
}

/** Nothing is stored of the service: it is not slim, is called otherwise, or nothing was applied yet. */
export const noSlimImage = (service: string, folder: string): StackSlimError =>
  new StackSlimError(`No slim image of ${service} is known in ${folder}/.stack-slim.`, {
    code: "stored.unknown-service",
    exitCode: 2,
    hint: "Check the service's name; run `stack-slim apply` first.",
  });

export const damaged = (file: string): StackSlimError =>
  new StackSlimError(`${file} is damaged, or of another version.`, {
    code: "stored.damaged",
    exitCode: 2,
    hint: "Run `stack-slim apply` again: it makes the file anew without booting anything that did not change.",
  });

const parsed = (text: string): unknown => {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
};
