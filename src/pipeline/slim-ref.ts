/** An image reference in its parts. `tag` is "latest" when there is none; a digest-pinned one gets the digest's first 12 digits. */
export function splitRef(ref: string): { readonly name: string; readonly tag: string } {
  const [named = ref, digest] = ref.split("@");
  const slash = named.lastIndexOf("/");
  const colon = named.indexOf(":", slash + 1);
  if (colon >= 0) return { name: named.slice(0, colon), tag: named.slice(colon + 1) };
  return { name: named, tag: digest === undefined ? "latest" : digest.replace(/^sha256:/, "").slice(0, 12) };
}

export type RefParts = { readonly ref: string; readonly service: string; readonly project: string };

/** The slim image's name by the configured template: `{name}`, `{tag}`, `{service}`, `{project}` are replaced. */
export function slimRef(template: string, { ref, service, project }: RefParts): string {
  const values: Readonly<Record<string, string>> = { ...splitRef(ref), service, project };
  return template.replaceAll(/\{(name|tag|service|project)\}/g, (_, part: string) => values[part] ?? "");
}
