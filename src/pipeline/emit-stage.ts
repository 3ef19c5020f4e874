import { readFile, rename, rm, stat, writeFile } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { StackSlimError } from "../model/errors.js";
import type { SlimImage } from "../model/slim-image.js";
import type { Outcome } from "../model/trial.js";
import { emitSlimFiles } from "../stack/emit.js";
import { unexpectedDifferences } from "../stack/expected-differences.js";
import { loadStack } from "../stack/load.js";
import { digest } from "../workspace/index.js";
import { atOutputPlace, outputPlace } from "./output-place.js";
import type { RunContext } from "./run-context.js";

type Written = { readonly path: string; readonly text: string };

/**
 * Writes the user's compose files with the chosen slim images, once compose itself reads them as the same stack but for these images.
 * Gives their paths; none when nothing is slim. @throws StackSlimError when they would differ in more, or can't be written.
 */
export async function emitStage(
  context: RunContext,
  outcome: Outcome,
  slim: ReadonlyMap<string, SlimImage>,
  output?: string,
): Promise<readonly string[]> {
  const images = Object.fromEntries(
    [...slim].filter(([service]) => outcome.combination[service] === "slim").map(([service, { ref }]) => [service, ref]),
  );
  if (Object.keys(images).length === 0) return [];
  const { source, model } = context.stack;
  const files = await Promise.all(source.files.map(async (path) => ({ path, text: await readFile(path, "utf8") })));
  const place = outputPlace(output, source.files);
  const emitted = emitSlimFiles({ files, images, model, ...(place.folder === undefined ? {} : { folder: place.folder }) });
  const { files: written, warnings } = atOutputPlace(emitted, place);
  for (const warning of warnings) context.warn(warning);
  await replaceVerified(context, written, images);
  return written.map(({ path }) => path);
}

/** The new files stand beside their places until compose has read them; only then do they take them. */
async function replaceVerified(context: RunContext, files: readonly Written[], images: Readonly<Record<string, string>>): Promise<void> {
  const { source, model } = context.stack;
  const waiting = files.map((file) => ({ ...file, temporary: join(dirname(file.path), `.${context.runId}.${basename(file.path)}`) }));
  try {
    for (const { temporary, text } of waiting) await writeFile(temporary, text);
    const after = await loadStack(context.compose, {
      ...source,
      files: waiting.map(({ temporary }) => temporary),
      projectName: model.name,
    });
    const differences = unexpectedDifferences(model, after.model, images);
    if (differences.length > 0) throw differs(differences);
    for (const { path, text, temporary } of waiting) {
      await keepForeign(context, path, text);
      await rename(temporary, path);
    }
    await context.workspace.writeText(
      "emitted.json",
      JSON.stringify(Object.fromEntries(files.map(({ path, text }) => [path, digest(text)]))),
    );
  } finally {
    for (const { temporary } of waiting) await rm(temporary, { force: true });
  }
}

/** A file in the way that is not what we wrote last, or was edited since, is kept under another name. */
async function keepForeign(context: RunContext, path: string, text: string): Promise<void> {
  const present = await readFile(path, "utf8").catch(() => undefined);
  if (present === undefined || present === text) return;
  if (digestsIn((await context.workspace.readText("emitted.json")) ?? "{}")[path] === digest(present)) return;
  let kept = `${path}.before-stack-slim`;
  for (let count = 2; (await stat(kept).catch(() => undefined)) !== undefined; count++) kept = `${path}.before-stack-slim-${String(count)}`;
  await rename(path, kept);
  context.warn(`${path} was there already and is not what stack-slim wrote last: it is kept as ${kept}`);
}

/** What was written last; nothing when that can't be read, so that every file in the way is kept. */
const digestsIn = (text: string): Readonly<Record<string, unknown>> => {
  try {
    const stored: unknown = JSON.parse(text);
    return typeof stored === "object" && stored !== null ? (stored as Readonly<Record<string, unknown>>) : {};
  } catch {
    return {};
  }
};

const differs = (differences: readonly string[]): StackSlimError =>
  new StackSlimError(`The slim compose file would change more than images: ${differences.slice(0, 5).join("; ")}.`, {
    code: "emit.differs",
    exitCode: 1,
    hint: "Nothing was written. The slim images are in the engine and the report names them; please report the compose file.",
  });
