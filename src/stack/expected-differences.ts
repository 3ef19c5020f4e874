import { isDeepStrictEqual } from "node:util";
import type { ComposeModel } from "../model/compose-model.js";

const mayDiffer = new Set(["image", "build", "pull_policy"]);

/**
 * What compose resolves otherwise from the emitted files than from the user's, besides what was meant: the images of `images`, and the build sections
 * and pull policies of these services; a default image name may be spelt out. Empty when the emitted files are true to the input. Each line names the path of one difference.
 */
export const unexpectedDifferences = (
  before: ComposeModel,
  after: ComposeModel,
  images: Readonly<Record<string, string>>,
): readonly string[] => {
  const wrongImages = Object.entries(images).flatMap(([service, image]) => {
    const found = after.services[service]?.image;
    return found === image ? [] : [`services.${service}.image is ${found ?? "not set"} in place of ${image}`];
  });
  const named = Object.entries(before.services).flatMap(([service, { image }]) =>
    image === undefined && after.services[service]?.image === defaultImage(before, service) ? [service] : [],
  );
  const others = differences([], before, after).filter(([top, service, field]) => {
    if (top === "services" && field === "image" && named.includes(service ?? "")) return false;
    return !(top === "services" && service !== undefined && Object.hasOwn(images, service) && field !== undefined && mayDiffer.has(field));
  });
  return [...wrongImages, ...others.map((path) => `${path.join(".") || "the whole stack"} differs`)];
};

/** What compose calls the image of a service that only builds. Source: compose, api.GetImageNameOrDefault. */
export const defaultImage = (model: ComposeModel, service: string): string => `${model.name}-${service}`;

// Deep enough to name a field of a service and an entry of it; below that the path would be longer than the value.
const depth = 4;

const differences = (path: readonly string[], before: unknown, after: unknown): (readonly string[])[] => {
  if (isDeepStrictEqual(before, after)) return [];
  if (path.length >= depth || !isRecord(before) || !isRecord(after)) return [path];
  const keys = [...new Set([...Object.keys(before), ...Object.keys(after)])];
  return keys.flatMap((key) => differences([...path, key], before[key], after[key]));
};

const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === "object" && value !== null && !Array.isArray(value);
