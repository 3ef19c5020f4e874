import { dirname, extname, join, parse } from "node:path";
import { StackSlimError } from "../model/errors.js";
import type { Emitted } from "../stack/emit.js";

/** Where `-o` puts the slim compose files: a folder, or one file. Neither: each beside its input. */
export type OutputPlace = { readonly folder?: string; readonly file?: string };

/**
 * What `-o` means for these compose files; paths are absolute. An output that ends as a compose file does is one file.
 * @throws StackSlimError (exit 2) when one file can't hold what several give, or would replace an input.
 */
export function outputPlace(output: string | undefined, inputs: readonly string[]): OutputPlace {
  if (output === undefined) return {};
  if (!/^\.(ya?ml|json)$/.test(extname(output))) return { folder: output };
  if (inputs.length > 1) throw severalFiles(output, inputs.length);
  if (inputs.includes(output) || inputs.includes(overrideOf(output))) throw replacesInput(output);
  return { folder: dirname(output), file: output };
}

/** The first file takes the place that `-o` names; an override for services that no input defines goes beside it. Warnings follow the names. */
export function atOutputPlace({ files, warnings }: Emitted, { file }: OutputPlace): Emitted {
  if (file === undefined) return { files, warnings };
  const moved = files.map(({ path, text }, index) => ({ path, to: index === 0 ? file : overrideOf(file), text }));
  return {
    files: moved.map(({ to, text }) => ({ path: to, text })),
    warnings: warnings.map((warning) => moved.reduce((text, { path, to }) => text.replaceAll(path, to), warning)),
  };
}

/** `out/prod.yml` → `out/prod.override.yml`; of JSON too, as resetting a build section takes a YAML tag. */
const overrideOf = (file: string): string => {
  const { dir, name, ext } = parse(file);
  return join(dir, `${name}.override${ext === ".json" ? ".yml" : ext}`);
};

const severalFiles = (output: string, count: number): StackSlimError =>
  new StackSlimError(`${output} names one file, but ${String(count)} compose files give ${String(count)} slim ones.`, {
    code: "usage.output",
    exitCode: 2,
    hint: "Give -o a folder.",
  });

const replacesInput = (output: string): StackSlimError =>
  new StackSlimError(`The slim compose file would replace a compose file it is made from: ${output}.`, {
    code: "usage.output",
    exitCode: 2,
    hint: "Give -o another name.",
  });
