import type { ProvenImage } from "../model/emit-kind.js";
import { StackSlimError } from "../model/errors.js";
import type { SlimImage } from "../model/slim-image.js";
import type { Stack } from "../model/stack.js";
import type { Outcome } from "../model/trial.js";
import { imageOf, type RunContext } from "./run-context.js";

/** The file in the workspace that has what the last apply proved. */
export const provenFile = "slim-images.json";

type Stored = { readonly version: 1; readonly images: Readonly<Record<string, ProvenImage>> };

/** By service, the slim images of the chosen combination. */
export const provenImages = (
  context: Pick<RunContext, "images" | "stack">,
  outcome: Outcome,
  slim: ReadonlyMap<string, SlimImage>,
): Readonly<Record<string, ProvenImage>> => {
  const chosen = [...slim].filter(([service]) => outcome.combination[service] === "slim");
  return Object.fromEntries(
    chosen.map(([service, { ref, id, originalRef }]) => {
      const { os, architecture } = imageOf(context, service);
      return [service, { ref, id, original: originalRef, platform: `${os}/${architecture}` }];
    }),
  );
};

export const provenText = (images: Readonly<Record<string, ProvenImage>>): string =>
  `${JSON.stringify({ version: 1, images } satisfies Stored, null, 2)}\n`;

/** What the file says. `folder`: the project's. @throws StackSlimError exit 2 when there is none, or it is damaged. */
export function readProven(text: string | undefined, folder: string): Readonly<Record<string, ProvenImage>> {
  const hint = "Run `stack-slim apply` on this stack: it boots nothing that did not change.";
  if (text === undefined)
    throw new StackSlimError(`${folder}/.stack-slim has no result of an apply.`, { code: "emit.none", exitCode: 2, hint });
  try {
    const stored = JSON.parse(text) as Stored | null;
    if (stored?.version === 1 && Object.values(stored.images).every(isProven)) return stored.images;
  } catch {
    // Told below.
  }
  throw new StackSlimError(`${folder}/.stack-slim/${provenFile} is damaged, or of another version.`, {
    code: "emit.damaged",
    exitCode: 2,
    hint,
  });
}

const isProven = (image: unknown): image is ProvenImage =>
  typeof image === "object" &&
  image !== null &&
  ["ref", "id", "original", "platform"].every((field) => typeof (image as Record<string, unknown>)[field] === "string");

/** @throws StackSlimError exit 2 when services run other images now than those whose slim images were proved. */
export function needSameStack({ services, source }: Stack, images: Readonly<Record<string, ProvenImage>>): void {
  const changed = Object.entries(images).flatMap(([service, { original }]) => {
    const now = services.find(({ name }) => name === service)?.image;
    return now === original ? [] : [`${service} ran ${original}, now ${now ?? "it is no service of the stack"}`];
  });
  if (changed.length === 0) return;
  throw new StackSlimError(`${source.files.join(", ")} changed since the last apply: ${changed.join("; ")}.`, {
    code: "emit.stale",
    exitCode: 2,
    hint: "Run `stack-slim apply` again, or give the same files, profiles and variables as for the apply.",
  });
}
