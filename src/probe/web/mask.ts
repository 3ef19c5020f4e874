import { hideSecrets } from "../secrets.js";

/** A text with every secret in it hidden. */
export type Mask = { readonly add: (secret: string) => void; readonly hide: (text: string) => string };

export const newMask = (): Mask => {
  const secrets = new Set<string>();
  return { add: (secret) => void secrets.add(secret), hide: (text) => hideSecrets(text, secrets) };
};
