import { readFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import type { EmitImage, EmitKind, Emission, ProvenImage } from "../model/emit-kind.js";
import { StackSlimError } from "../model/errors.js";
import type { StackSource } from "../model/stack.js";
import { unexpectedDifferences } from "../stack/expected-differences.js";
import { loadStack } from "../stack/load.js";
import { bakeContexts, type BakeContexts, contextFolder, isFile } from "./bake-contexts.js";
import { draftsOf, type Draft, type DraftInput } from "./drafts.js";
import { outputPlace, wellKnownPaths } from "./output-place.js";
import { pushImages } from "./push-images.js";
import type { RunContext } from "./run-context.js";
import { refuseForeign, replaceFiles, whileBeside } from "./written-files.js";

export type EmitContext = Pick<RunContext, "stack" | "compose" | "workspace" | "runId" | "warn" | "signal"> & {
  readonly note: (detail: string) => void;
  /** Needed to push. */
  readonly engine?: RunContext["engine"];
  /** The Dockerfiles of the slim images are written when this is done. */
  readonly dockerfilesFollow?: boolean;
};

export type Emitted = {
  readonly emissions: readonly Emission[];
  /** By service, what its slim image is called in what was written. */
  readonly images: Readonly<Record<string, string>>;
};

export type EmitRequest = {
  readonly kinds: readonly EmitKind[];
  readonly output?: string;
  /** REGISTRY[/PREFIX], checked. */
  readonly push?: string;
};

/**
 * Writes the proven slim images as each of the kinds, once compose itself reads what it can read of them as the same stack but for these images; where
 * asked for, pushes the images first and pins them by digest. All files come to their places together. Nothing when nothing is slim.
 * `failed` gets what can't be done without what is written being wrong: a kind is left out then, and what isn't pushed is called by its name here.
 * It may throw, which leaves everything as it was. @throws StackSlimError when compose would read more differences, or files can't be written.
 */
export async function emitStage(
  context: EmitContext,
  images: Readonly<Record<string, ProvenImage>>,
  { kinds, output, push }: EmitRequest,
  failed: (error: StackSlimError) => void,
): Promise<Emitted> {
  if (Object.keys(images).length === 0) return { emissions: [], images: {} };
  const { source } = context.stack;
  const place = outputPlace(output, source.files, kinds);
  await refuseForeign(context.workspace, wellKnownPaths(kinds, place, source.files));
  const pushed = push === undefined ? undefined : await pushedOr(context, images, push, failed);
  const named = Object.fromEntries(
    Object.entries(images).map(([service, { ref, platform }]) => [service, { ...(pushed?.[service] ?? { ref, tagged: ref }), platform }]),
  );
  const input: DraftInput = {
    stack: context.stack,
    files: await Promise.all(source.files.map(async (path) => ({ path, text: await readFile(path, "utf8") }))),
    images: named,
    isPushed: pushed !== undefined,
    place,
    envFiles: await readEnvFiles(source),
    ...(await contextsOf(context, Object.keys(images))),
  };
  const tried = kinds.map((kind) => orFailed(() => draftsOf(kind, input), failed) ?? []);
  const drafts: Draft[] = [];
  for (const candidates of tried) {
    const draft = await firstTrue(context, input, candidates);
    if (draft !== undefined) drafts.push(draft);
  }
  for (const warning of drafts.flatMap(({ warnings }) => warnings)) context.warn(warning);
  // An override of all slim services does for those that no file defines, too: of two files for one place it is the one.
  const ordered = drafts.toSorted((a, b) => Number(a.kind === "override") - Number(b.kind === "override"));
  await replaceFiles(context, [...new Map(ordered.flatMap(({ files }) => files).map((file) => [file.path, file])).values()]);
  return {
    emissions: drafts.map(({ kind, files, use }) => ({ kind, files: files.map(({ path }) => path), use })),
    images: Object.fromEntries(Object.entries(named).map(([service, { ref }]) => [service, ref])),
  };
}

/** undefined: they could not be pushed. */
async function pushedOr(
  context: EmitContext,
  images: Readonly<Record<string, ProvenImage>>,
  target: string,
  failed: (error: StackSlimError) => void,
): Promise<Readonly<Record<string, EmitImage>> | undefined> {
  const { engine } = context;
  if (engine === undefined) throw new Error("pushing needs an engine");
  try {
    return await pushImages({ ...context, engine }, images, target);
  } catch (error) {
    if (!(error instanceof StackSlimError)) throw error;
    failed(error);
    return undefined;
  }
}

/** The first of the drafts that compose reads as the same stack with these images. @throws StackSlimError `emit.differs` when none is. */
async function firstTrue(context: EmitContext, { images }: DraftInput, drafts: readonly Draft[]): Promise<Draft | undefined> {
  let differences: readonly string[] = [];
  for (const draft of drafts) {
    differences = await differencesOf(context, images, draft);
    if (differences.length === 0) return draft;
  }
  const [draft] = drafts;
  if (draft === undefined) return undefined;
  throw differs(draft.kind, differences);
}

async function differencesOf(
  { stack, compose, runId }: EmitContext,
  images: DraftInput["images"],
  draft: Draft,
): Promise<readonly string[]> {
  const { source, files } = draft;
  if (source === undefined) return [];
  const refs = Object.fromEntries(Object.entries(images).map(([service, { ref }]) => [service, ref]));
  return whileBeside(runId, files, async (at) => {
    const after = await loadStack(compose, { ...source(at), projectName: stack.model.name });
    return unexpectedDifferences(stack.model, after.model, refs);
  });
}

async function contextsOf({ workspace, dockerfilesFollow = false }: EmitContext, services: readonly string[]): Promise<BakeContexts> {
  if (!dockerfilesFollow) return bakeContexts(workspace.directory, services);
  const folders = services.map((service) => [service, contextFolder(workspace.directory, service)] as const);
  return { contexts: Object.fromEntries(folders), lackingLayers: services };
}

/** Files of variables that compose reads for a stack: those that are named, or .env of the project. Source: Docker docs, "Set, use, and manage variables". */
async function readEnvFiles({ envFiles, projectDirectory }: StackSource): Promise<readonly string[]> {
  if (envFiles.length > 0) return envFiles;
  const named = (process.env["COMPOSE_ENV_FILES"] ?? "").split(",").filter((file) => file !== "");
  if (named.length > 0) return named.map((file) => resolve(file));
  const usual = join(projectDirectory, ".env");
  return (await isFile(usual)) ? [usual] : [];
}

/** What `work` gives; what it can't do, if that is one of the errors a user can mend, goes to `failed`. */
function orFailed<T>(work: () => T, failed: (error: StackSlimError) => void): T | undefined {
  try {
    return work();
  } catch (error) {
    if (!(error instanceof StackSlimError)) throw error;
    failed(error);
    return undefined;
  }
}

const differs = (kind: EmitKind, differences: readonly string[]): StackSlimError =>
  new StackSlimError(`The slim compose file (${kind}) would change more than images: ${differences.slice(0, 5).join("; ")}.`, {
    code: "emit.differs",
    exitCode: 1,
    hint: "Nothing was written. The slim images are in the engine and the report names them; please report the compose file.",
  });
