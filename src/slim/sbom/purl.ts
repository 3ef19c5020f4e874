/** A package URL. Empty qualifiers are left out. Source: the purl specification, "A purl must be a canonical string". */
export function purl(
  type: string,
  parts: { readonly namespace?: string; readonly name: string; readonly version?: string },
  qualifiers: Readonly<Record<string, string>> = {},
): string {
  const { namespace = "", name, version = "" } = parts;
  const path = [...namespace.split("/"), name].filter((segment) => segment !== "").map(encoded);
  const query = Object.entries(qualifiers)
    .filter(([, value]) => value !== "")
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, value]) => `${key}=${encoded(value)}`);
  return `pkg:${[type, ...path].join("/")}${version === "" ? "" : `@${encoded(version)}`}${query.length === 0 ? "" : `?${query.join("&")}`}`;
}

/** Percent-encoded but for letters, digits, `.-_~` and the colon. A lone surrogate has no encoding and becomes U+FFFD. */
const encoded = (text: string): string =>
  encodeURIComponent(text.replace(/[\ud800-\udfff]/gu, "\ufffd"))
    .replace(/[!'()*]/g, (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`)
    .replaceAll("%3A", ":");
