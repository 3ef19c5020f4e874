import { dirname, relative } from "node:path";
import type { EmitImage, EmitKind, ProvenImage } from "../model/emit-kind.js";
import type { Stack, StackSource } from "../model/stack.js";
import { bakeText } from "../stack/emit-bake.js";
import { emitEnv } from "../stack/emit-env.js";
import { emitSlimFiles } from "../stack/emit.js";
import { kustomization } from "../stack/emit-kustomize.js";
import { overrideText } from "../stack/emit-override.js";
import { composeWords } from "../stack/compose-words.js";
import { exportFirst, noDockerfile } from "./bake-contexts.js";
import { atOutputPlace, emittedPaths, type OutputPlace } from "./output-place.js";
import type { Written } from "./written-files.js";

export type DraftInput = {
  readonly stack: Stack;
  /** The user's compose files. */
  readonly files: readonly Written[];
  readonly images: Readonly<Record<string, EmitImage & Pick<ProvenImage, "platform">>>;
  readonly isPushed: boolean;
  readonly place: OutputPlace;
  /** Files of variables that compose reads for this stack. */
  readonly envFiles: readonly string[];
  /** By service, the folder of its slim image's Dockerfile; absolute, absent where there is none. */
  readonly contexts: Readonly<Record<string, string>>;
  /** Services of which that folder lacks a layer. */
  readonly lackingLayers: readonly string[];
};

/** Files to be written for one kind. */
export type Draft = {
  readonly kind: EmitKind;
  readonly files: readonly Written[];
  readonly warnings: readonly string[];
  /** What to give to compose to read the slim stack from it, with the files at these places; absent where compose doesn't read it. */
  readonly source?: (at: (path: string) => string) => StackSource;
  readonly use: readonly string[];
};

/** What comes out for a kind: the drafts in the order they are to be tried. @throws StackSlimError exit 2 when it can't be made. */
export const draftsOf = (kind: EmitKind, input: DraftInput): readonly Draft[] => drafts[kind](input);

const refsOf = (images: DraftInput["images"]): Readonly<Record<string, string>> =>
  Object.fromEntries(Object.entries(images).map(([service, { ref }]) => [service, ref]));

const drafts: Readonly<Record<EmitKind, (input: DraftInput) => readonly Draft[]>> = {
  file: ({ stack: { model, source }, files, images, isPushed, place }) => {
    const folder = place.folder === undefined ? {} : { folder: place.folder };
    const emitted = emitSlimFiles({ files, images: refsOf(images), model, isPushed, ...folder });
    const { files: written, warnings } = atOutputPlace(emitted, place);
    const read = { ...source, files: written.map(({ path }) => path) };
    return [{ kind: "file", files: written, warnings, source: (at) => ({ ...read, files: read.files.map(at) }), use: composeWords(read) }];
  },
  override: ({ stack: { model, source }, images, isPushed, place }) => {
    const [path = ""] = emittedPaths("override", place, source.files);
    const read = { ...source, files: [...source.files, path] };
    const text = `# Slim images, by stack-slim: give this file to compose as the last -f.\n${overrideText({ images: refsOf(images), model, isPushed })}`;
    return [
      {
        kind: "override",
        files: [{ path, text }],
        warnings: [],
        source: (at) => ({ ...read, files: read.files.map(at) }),
        use: composeWords(read),
      },
    ];
  },
  // Of a variable that compose reads in more places than the files show, another draft does without.
  env: (input) => [envDraft(input, true), envDraft(input, false)],
  kustomize: ({ stack, images, place }) => {
    const [path = ""] = emittedPaths("kustomize", place, stack.source.files);
    const { text, warnings } = kustomization(stack.services, images);
    return [{ kind: "kustomize", files: [{ path, text }], warnings, use: addComponent(dirname(path)) }];
  },
  bake: ({ stack, images, place, contexts, lackingLayers }) => {
    const [path = ""] = emittedPaths("bake", place, stack.source.files);
    const missing = Object.keys(images).filter((service) => contextOf(service, images, contexts) === undefined);
    if (missing.length > 0) throw noDockerfile(missing);
    // Of services that share an image one is enough, best one that has its layers.
    const complete = Object.fromEntries(Object.entries(contexts).filter(([service]) => !lackingLayers.includes(service)));
    const used = new Map(
      Object.keys(images).map((service) => {
        const from = contextOf(service, images, complete) ?? contextOf(service, images, contexts) ?? service;
        return [from, contexts[from] ?? ""];
      }),
    );
    const lacking = lackingLayers.filter((service) => used.has(service));
    const near = Object.fromEntries([...used].map(([service, folder]) => [service, relative(dirname(path), folder)]));
    return [
      {
        kind: "bake",
        files: [{ path, text: bakeText({ images, contexts: near }) }],
        warnings: lacking.length === 0 ? [] : [exportFirst(lacking)],
        use: ["docker", "buildx", "bake", "--file", path],
      },
    ];
  },
};

const envDraft = ({ stack: { model, source }, files, images, isPushed, place, envFiles }: DraftInput, ownVariables: boolean): Draft => {
  const [path = "", overridePath = ""] = emittedPaths("env", place, source.files);
  const { variables, override, warnings } = emitEnv({ files, images, model, isPushed, ownVariables });
  const read: StackSource = {
    ...source,
    files: override === undefined ? source.files : [...source.files, overridePath],
    envFiles: [...envFiles, path],
  };
  const text = [
    "# Slim images as variables, by stack-slim: give this file to compose as the last --env-file.",
    ...Object.entries(variables).map(([name, value]) => `${name}=${value}`),
    "",
  ].join("\n");
  const note = "# Takes the images from variables, by stack-slim: give this file to compose as the last -f.";
  return {
    kind: "env",
    files: [{ path, text }, ...(override === undefined ? [] : [{ path: overridePath, text: `${note}\n${override}` }])],
    warnings: [...warnings, ...setInShell(Object.keys(variables), path)],
    source: (at) => ({ ...read, files: read.files.map(at), envFiles: read.envFiles.map(at) }),
    use: composeWords(read),
  };
};

/** Of the services that run the slim image of this one, the first that has a context. */
const contextOf = (service: string, images: DraftInput["images"], contexts: DraftInput["contexts"]): string | undefined =>
  Object.keys(images).find((other) => images[other]?.tagged === images[service]?.tagged && contexts[other] !== undefined);

/** Kustomize refuses absolute paths. */
const addComponent = (folder: string): readonly string[] => [
  "kustomize",
  "edit",
  "add",
  "component",
  relative(process.cwd(), folder) || ".",
];

const setInShell = (names: readonly string[], path: string): readonly string[] => {
  const set = names.filter((name) => process.env[name] !== undefined);
  return set.length === 0 ? [] : [`${set.join(", ")}: set in the environment too, which compose takes before what ${path} says.`];
};
