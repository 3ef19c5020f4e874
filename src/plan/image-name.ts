/** An image's name without the registry's host and the digest: `registry.example/prometheus/node-exporter:v1` → [prometheus, node-exporter], v1. */
export type Repository = { readonly path: readonly string[]; readonly tag: string };

/** Source of the grammar: distribution/reference. The first part is a host when it has a dot or a colon or is `localhost`. */
export function repositoryOf(image: string): Repository {
  const [name = ""] = image.split("@");
  const parts = name.split("/");
  const first = parts[0] ?? "";
  const path = parts.length > 1 && (/[.:]/.test(first) || first === "localhost") ? parts.slice(1) : parts;
  const last = path.at(-1) ?? "";
  const colon = last.indexOf(":");
  if (colon < 0) return { path, tag: "latest" };
  return { path: [...path.slice(0, -1), last.slice(0, colon)], tag: last.slice(colon + 1) };
}

/**
 * How well a pattern such as `postgres`, `prom/prometheus` or `php:*fpm*` names the image: the parts it fixes, 0 when it doesn't match.
 * The pattern's path must be the end of the repository's, so that mirrors and private copies are known too.
 */
export function imageMatch(pattern: string, { path, tag }: Repository): number {
  const [name = "", tagPattern] = pattern.split(":");
  const parts = name.split("/");
  const end = path.slice(-parts.length);
  if (end.length < parts.length || !parts.every((part, index) => wildcard(part).test(end[index] ?? ""))) return 0;
  if (tagPattern === undefined) return parts.length;
  return wildcard(tagPattern).test(tag) ? parts.length + 1 : 0;
}

/** A pattern in which only `*` is special, as a whole text. */
export const wildcard = (pattern: string): RegExp =>
  new RegExp(`^${pattern.replaceAll(/[.+?^${}()|[\]\\]/g, "\\$&").replaceAll("*", ".*")}$`);
