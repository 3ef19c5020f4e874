import { StackSlimError } from "../model/errors.js";
import { isImageReference } from "./image-reference.js";
import { splitHost, splitImage } from "./split-image.js";

/**
 * What `--push` names: REGISTRY[/PREFIX], without a slash at the end.
 * @throws StackSlimError (exit 2) when that is no registry; what it says never repeats a password.
 */
export const pushTarget = (text: string): string => {
  const target = text.replace(/\/+$/, "");
  if (/^[a-z]+:\/\//i.test(target)) throw noRegistry("--push takes a registry without a scheme.");
  if (target.includes("@")) throw noRegistry("--push takes a registry without a user: the engine is given what `docker login` stored.");
  const { host } = splitHost(`${target}/x`);
  if (host === undefined) throw noRegistry(`${JSON.stringify(text)} names no registry.`);
  if (!isImageReference(`${target}/x:1`)) throw noRegistry(`${JSON.stringify(text)} is no place for images.`);
  return target;
};

const noRegistry = (message: string): StackSlimError =>
  new StackSlimError(message, {
    code: "usage.push",
    exitCode: 2,
    hint: "A registry is HOST[:PORT][/PREFIX], such as registry.example.com/team or localhost:5000; PREFIX in lower case.",
  });

/**
 * The name of each image in the registry, TARGET/NAME:TAG, by image reference. The host of its own name falls away, unless two images would then
 * have one name.
 */
export const pushNames = (refs: readonly string[], target: string): ReadonlyMap<string, string> => {
  const short = (ref: string): string => `${target}/${splitHost(splitImage(ref).name).path}:${splitImage(ref).tag ?? "latest"}`;
  const full = (ref: string): string => {
    const { host, path } = splitHost(splitImage(ref).name);
    return host === undefined
      ? short(ref)
      : `${target}/${host.toLowerCase().replaceAll(/[^a-z0-9.]+/g, "-")}/${path}:${splitImage(ref).tag ?? "latest"}`;
  };
  const distinct = [...new Set(refs)];
  const isTaken = (ref: string): boolean => distinct.some((other) => other !== ref && short(other) === short(ref));
  return new Map(distinct.map((ref) => [ref, isTaken(ref) ? full(ref) : short(ref)]));
};
