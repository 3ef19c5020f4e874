import { isSecretName } from "../model/secret-names.js";

/** Shorter ones would tear holes into every message. */
const shortest = 4;
const mask = "***";

/** What must not be printed of these headers: the credentials of Authorization and its kin, every cookie's value, and the value of any other secret name. */
export const secretHeaders = (headers: Readonly<Record<string, string>>): readonly string[] =>
  Object.entries(headers).flatMap(([name, value]) => {
    if (!isSecretName(name)) return [];
    if (name.toLowerCase() === "cookie") return value.split(/;\s*/).map((cookie) => cookie.slice(cookie.indexOf("=") + 1));
    const [scheme = "", ...rest] = value.split(" ");
    const credentials = rest.join(" ");
    const password = scheme.toLowerCase() === "basic" ? Buffer.from(credentials, "base64").toString().split(":").slice(1).join(":") : "";
    return [value, credentials, password];
  });

/** Texts under secret names anywhere inside a body. */
export const secretFields = (value: unknown): readonly string[] => {
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([name, each]: [string, unknown]) =>
    typeof each === "string" ? (isSecretName(name) ? [each] : []) : secretFields(each),
  );
};

/** The text with every secret masked: as it is, as it stands in a URL, a form or in JSON, and cut off by `…`. */
export const hideSecrets = (text: string, secrets: Iterable<string>): string => {
  const forms = [
    ...new Set(
      [...secrets].flatMap((secret) => [secret, encodeURIComponent(secret), formEncoded(secret), JSON.stringify(secret).slice(1, -1)]),
    ),
  ]
    .filter((form) => form.length >= shortest)
    .sort((a, b) => b.length - a.length);
  return forms.reduce((hidden, form) => withoutCut(hidden.replaceAll(form, mask), form), text);
};

const formEncoded = (text: string): string => new URLSearchParams({ "": text }).toString().slice(1);

const withoutCut = (text: string, secret: string): string => {
  const cut = Array.from({ length: Math.max(0, secret.length - shortest) }, (_, index) => `${secret.slice(0, -1 - index)}…`);
  return cut.reduce((hidden, begin) => hidden.replaceAll(begin, `${mask}…`), text);
};
