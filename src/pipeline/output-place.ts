import { dirname, join, parse } from "node:path";
import type { EmitKind } from "../model/emit-kind.js";
import { StackSlimError } from "../model/errors.js";
import { imagesFileName, overrideFileName } from "../stack/emit-names.js";
import type { Emitted } from "../stack/emit.js";

/** Where `-o` puts what is emitted: a folder, or one file. Neither: beside the first compose file, copies of compose files each beside its own. */
export type OutputPlace = { readonly folder?: string; readonly file?: string };

/** What one file of a kind ends in. */
const endings: Readonly<Record<EmitKind, RegExp>> = {
  file: /\.(ya?ml|json)$/,
  override: /\.ya?ml$/,
  env: /\.env$/,
  kustomize: /\.ya?ml$/,
  bake: /\.json$/,
};

/**
 * What `-o` means for these compose files and kinds; paths are absolute. An output that ends as a file of the only kind does is that file.
 * @throws StackSlimError (exit 2) when one file can't hold what several give, or would replace an input.
 */
export function outputPlace(output: string | undefined, inputs: readonly string[], kinds: readonly EmitKind[] = ["file"]): OutputPlace {
  if (output === undefined) return {};
  const [kind, ...others] = kinds;
  if (kind === undefined || !kinds.some((one) => endings[one].test(output))) return { folder: output };
  if (others.length > 0) throw severalKinds(output, kinds);
  if (kind === "file" && inputs.length > 1) throw severalFiles(output, inputs.length);
  if (inputs.includes(output) || (kind === "file" && inputs.includes(overrideOf(output)))) throw replacesInput(output);
  return { folder: dirname(output), file: output };
}

/** Where the files of a kind go that aren't copies of compose files. */
export const emittedPaths = (
  kind: Exclude<EmitKind, "file">,
  { folder, file }: OutputPlace,
  inputs: readonly string[],
): readonly string[] => {
  const first = inputs[0] ?? "compose.yml";
  const at = folder ?? dirname(first);
  switch (kind) {
    case "override":
      return [file ?? overrideFileName(first, at)];
    case "env":
      return [file ?? join(at, "slim.env"), imagesFileName(first, at)];
    case "kustomize":
      return [file ?? join(at, "kustomization.yaml")];
    case "bake":
      return [file ?? join(at, "docker-bake.slim.json")];
  }
};

/** Of these kinds, the files whose names other tools know: where one is there that isn't ours, nothing is written. */
export const wellKnownPaths = (kinds: readonly EmitKind[], place: OutputPlace, inputs: readonly string[]): readonly string[] =>
  kinds.flatMap((kind) => (kind === "file" || kind === "override" ? [] : emittedPaths(kind, place, inputs)));

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

const severalKinds = (output: string, kinds: readonly EmitKind[]): StackSlimError =>
  new StackSlimError(`${output} names one file, but ${kinds.join(" and ")} are asked for.`, {
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
