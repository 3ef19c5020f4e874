import { dirname, resolve } from "node:path";
import type { ComposeModel } from "../model/compose-model.js";
import { composeDocuments, fieldOrigin, type ComposeDocument, type FieldOrigin } from "./emit-document.js";
import { applyEdits, type Edit } from "./emit-edits.js";
import { defaultImage } from "./expected-differences.js";
import { escapeDollars } from "./escape-dollars.js";
import { overrideFileName, slimFileName } from "./emit-names.js";
import { hasBuild, overrideText } from "./emit-override.js";
import { editUnit, templateBuildWarning, type Change } from "./emit-unit.js";
import { slimPullPolicy } from "./pull-policies.js";

export type EmitInput = {
  /** The user's compose files in the order of their `-f`, paths absolute. */
  readonly files: readonly { readonly path: string; readonly text: string }[];
  /** The image of every service that becomes slim. */
  readonly images: Readonly<Record<string, string>>;
  /** The stack as compose resolves these files. */
  readonly model: ComposeModel;
  /** Folder for the emitted files; default: each beside its input. Absolute. */
  readonly folder?: string;
  /** Every engine can pull the images. */
  readonly isPushed?: boolean;
};

export type Emitted = {
  /** In the order they are given to compose. All but an override stand for the input file of the same place. */
  readonly files: readonly { readonly path: string; readonly text: string }[];
  readonly warnings: readonly string[];
};

/**
 * The user's compose files with the images of some services replaced: every other character stays, comments, order, anchors and quoting. A service's
 * image is set in the last file that gives it one. What was built isn't any more, or the next `--build` would put the original under the slim name:
 * its build section is removed, or reset where `extends` brings it, or stays with a warning where others use it too. Services that no file defines (`include`) come in an override file.
 */
export const emitSlimFiles = ({ files, images, model, folder, isPushed = false }: EmitInput): Emitted => {
  const warnings: string[] = [];
  const parsed = files.map(({ text }) => composeDocuments(text));
  const isReadable = parsed.every((documents) => documents !== undefined);
  const units = parsed.flatMap((documents, file) => (documents ?? []).map((unit, index) => ({ unit, file, index })));
  const changes = units.map(() => new Map<string, Change>());
  const orphans: string[] = [];

  for (const [service, image] of Object.entries(images)) {
    const present = units.flatMap(({ unit }, at) => (unit.services.has(service) ? [at] : []));
    if (!isReadable || present.length === 0) {
      orphans.push(service);
      continue;
    }
    const origins = (field: string) => present.map((at) => ({ at, origin: originIn(units[at]?.unit, service, field) }));
    const lastOf = (field: string) => origins(field).findLast(({ origin }) => origin !== undefined)?.at ?? present.at(-1) ?? 0;
    const change = (at: number, more: Partial<Change>) => changes[at]?.set(service, { ...changes[at].get(service), ...more });
    const builds = origins("build");
    for (const { at, origin } of builds) if (origin?.from === "own") change(at, { removeBuild: true });
    const imageAt = lastOf("image");
    change(imageAt, { image });
    // A file whose only word on the service is its build section needs another one.
    for (const { at, origin } of builds) if (origin?.from === "own" && origin.map.items.length === 1) change(at, { image });
    const inherited = hasBuild(model, service) ? builds.filter(({ origin }) => origin !== undefined && origin.from !== "own") : [];
    // Compose resets what `extends` or an earlier file brings, but not what a merge key of the same map does; JSON has no tags.
    const isJson = units[imageAt]?.unit.text.trimStart().startsWith("{") === true;
    if (inherited.some(({ at, origin }) => isJson || (at === imageAt && origin?.from === "merge")))
      warnings.push(templateBuildWarning(service, image));
    else if (inherited.length > 0) change(imageAt, { resetBuild: true });
    const pullPolicy = slimPullPolicy(model.services[service]?.pull_policy, isPushed);
    if (pullPolicy !== undefined) change(lastOf("pull_policy"), { pullPolicy });
  }

  const edits = files.map((): Edit[] => []);
  units.forEach(({ unit, file, index }, at) => {
    const edited = editUnit(unit, index, changes[at] ?? new Map(), (service, field) => escapeDollars(resolvedField(model, service, field)));
    edits[file]?.push(...edited.edits);
    warnings.push(...edited.warnings);
  });
  const emitted = files.map(({ path, text }, at) => ({ path: slimFileName(path, folder), text: applyEdits(text, edits[at] ?? []) }));
  const first = files[0]?.path ?? "compose.yml";
  if (folder !== undefined && resolve(folder) !== dirname(first)) {
    warnings.push(`Relative paths of the emitted files count from ${dirname(first)}: give compose --project-directory ${dirname(first)}.`);
  }
  if (orphans.length === 0) return { files: emitted, warnings };
  const override = { path: overrideFileName(first, folder), text: overrideText({ images: only(images, orphans), model, isPushed }) };
  warnings.push(
    `${orphans.join(", ")}: defined in none of the files that can be edited, so their images are in ${override.path}: give it to compose as the last -f.`,
  );
  return { files: [...emitted, override], warnings };
};

// A service that only builds runs the name that compose derives; with its `image` taken from a slim service it would build over the slim image.
const resolvedField = (model: ComposeModel, service: string, field: "image" | "pull_policy"): string =>
  model.services[service]?.[field] ?? (field === "image" ? defaultImage(model, service) : "missing");

const originIn = (unit: ComposeDocument | undefined, service: string, field: string): FieldOrigin =>
  unit === undefined ? undefined : fieldOrigin(unit, service, field);

const only = (images: Readonly<Record<string, string>>, services: readonly string[]): Readonly<Record<string, string>> =>
  Object.fromEntries(services.map((service) => [service, images[service] ?? ""]));
