/** A text with every secret in it hidden. */
export type Mask = { readonly add: (secret: string) => void; readonly hide: (text: string) => string };

/** Shorter ones would hide half of any message, and protect nothing. */
const shortestSecret = 4;

/** Hides secrets as they stand and as URLs, JSON and basic authentication write them. */
export const newMask = (): Mask => {
  const secrets = new Set<string>();
  return {
    add: (secret) => {
      if (secret.length < shortestSecret) return;
      for (const form of [secret, encodeURIComponent(secret), JSON.stringify(secret).slice(1, -1), formEncoded(secret)]) secrets.add(form);
    },
    // The longest first: one secret may be the begin of another.
    hide: (text) => [...secrets].sort((a, b) => b.length - a.length).reduce((masked, secret) => masked.replaceAll(secret, "***"), text),
  };
};

const formEncoded = (text: string): string => new URLSearchParams({ "": text }).toString().slice(1);
