import { splitImage } from "./split-image.js";

// ${NAME}, ${NAME:-default}, ${NAME-default}, ${NAME:?message} or $NAME, at the end. Source: compose specification, "Interpolation".
const last = /(?:\$\{([A-Za-z_]\w*)(?::?[-?][^${}]*)?\}|\$([A-Za-z_]\w*))$/;

/**
 * What a variable has to be for `text`, which compose reads as the image `now`, to be read as `wanted`: where the whole text is that variable, or its
 * tag. undefined: no variable does it.
 */
export const solveVariable = (text: string, now: string, wanted: string): { readonly name: string; readonly value: string } | undefined => {
  const match = last.exec(text);
  const name = match?.[1] ?? match?.[2];
  if (match === null || name === undefined) return undefined;
  if (match.index === 0) return { name, value: wanted };
  const [from, to] = [splitImage(now), splitImage(wanted)];
  const isTag = text[match.index - 1] === ":" && text[match.index - 2] !== "$" && from.digest === undefined && to.digest === undefined;
  return isTag && from.name === to.name && from.tag !== undefined && to.tag !== undefined ? { name, value: to.tag } : undefined;
};
