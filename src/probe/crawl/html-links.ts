import { parse, type DefaultTreeAdapterMap } from "parse5";
import { cssLinks } from "./css-links.js";
import type { Found, Use } from "./found.js";
import { srcsetUrls } from "./srcset.js";

type Node = DefaultTreeAdapterMap["node"];
type Element = DefaultTreeAdapterMap["element"];

export type HtmlLinks = {
  /** Of the first `<base href>`, as written. */
  readonly base?: string;
  /** In document order. */
  readonly found: readonly Found[];
};

/**
 * What a page loads and where it leads, read as browsers without scripts read it. Forms are left out, since nobody says what to fill in, and so
 * is what scripts would fill in first: templates, and URLs with their placeholders.
 */
export const htmlLinks = (html: string): HtmlLinks => {
  const found: Found[] = [];
  let base: string | undefined;
  const open: Node[] = [parse(html, { scriptingEnabled: false })];
  for (let node = open.pop(); node !== undefined; node = open.pop()) {
    if ("tagName" in node) {
      const attributes = new Map(node.attrs.map(({ name, value }) => [name, value.trim()]));
      if (node.tagName === "base" && base === undefined) base = attributes.get("href");
      found.push(...ofElement(node, attributes));
    }
    if ("childNodes" in node) open.push(...[...node.childNodes].reverse());
  }
  const leading = found.filter(({ url }) => url !== "" && !url.startsWith("#") && !/\{\{|\$\{|<%/.test(url));
  return base === undefined ? { found: leading } : { base, found: leading };
};

const ofElement = (element: Element, attributes: ReadonlyMap<string, string>): readonly Found[] => {
  const by = element.tagName;
  const one = (name: string, use: Use): readonly Found[] => {
    const url = attributes.get(name);
    return url === undefined ? [] : [{ url, use, by }];
  };
  const set = (name: string): readonly Found[] =>
    srcsetUrls(attributes.get(name) ?? "").map((url) => ({ url, use: "image", by: `${by} ${name}` }));
  return [...(kinds[by]?.({ one, set, attributes, element }) ?? []), ...one("background", "image"), ...styled(by, attributes)];
};

type Reading = {
  readonly one: (name: string, use: Use) => readonly Found[];
  readonly set: (name: string) => readonly Found[];
  readonly attributes: ReadonlyMap<string, string>;
  readonly element: Element;
};

const kinds: Readonly<Record<string, (reading: Reading) => readonly Found[]>> = {
  a: ({ one }) => one("href", "page"),
  area: ({ one }) => one("href", "page"),
  iframe: ({ one }) => one("src", "frame"),
  frame: ({ one }) => one("src", "frame"),
  link: ({ one, set, attributes }) => {
    const use = linkUse(attributes.get("rel") ?? "", attributes.get("as") ?? "");
    return use === undefined ? [] : [...one("href", use), ...set("imagesrcset")];
  },
  script: ({ one, attributes }) => (isScript(attributes.get("type") ?? "") ? one("src", "script") : one("src", "other")),
  img: ({ one, set }) => [...one("src", "image"), ...set("srcset")],
  source: ({ one, set, element }) => [...one("src", isIn(element, "picture") ? "image" : "media"), ...set("srcset")],
  video: ({ one }) => [...one("src", "media"), ...one("poster", "image")],
  audio: ({ one }) => one("src", "media"),
  track: ({ one }) => one("src", "other"),
  embed: ({ one }) => one("src", "other"),
  object: ({ one }) => one("data", "other"),
  input: ({ one, attributes }) => (attributes.get("type")?.toLowerCase() === "image" ? one("src", "image") : []),
  image: ({ one }) => [...one("href", "image"), ...one("xlink:href", "image")],
  use: ({ one }) => one("href", "image"),
  meta: ({ attributes, element }) => {
    const refresh = /^\s*[\d.]+\s*[;,]\s*(?:url\s*=\s*)?["']?([^"']+)/i.exec(attributes.get("content") ?? "")?.[1];
    return attributes.get("http-equiv")?.toLowerCase() === "refresh" && refresh !== undefined
      ? [{ url: refresh.trim(), use: "page", by: element.tagName }]
      : [];
  },
  style: ({ element }) => cssLinks(element.childNodes.map((child) => ("value" in child ? child.value : "")).join("")),
};

/** Source: HTML standard, "Link types". undefined: nothing is fetched, such as for preconnect. */
const linkUse = (rel: string, as: string): Use | undefined => {
  const types = rel.toLowerCase().split(/\s+/);
  const has = (...names: readonly string[]): boolean => names.some((name) => types.includes(name));
  if (has("stylesheet")) return "style";
  if (has("icon", "apple-touch-icon", "apple-touch-icon-precomposed", "mask-icon", "apple-touch-startup-image")) return "image";
  if (has("manifest")) return "manifest";
  if (has("modulepreload")) return "script";
  if (has("preload", "prefetch")) return preloads[as.toLowerCase()] ?? "other";
  return has("next", "prev", "alternate", "canonical", "help", "license", "author", "search") ? "page" : undefined;
};

const preloads: Readonly<Record<string, Use>> = {
  style: "style",
  script: "script",
  image: "image",
  font: "font",
  video: "media",
  audio: "media",
};

const isScript = (type: string): boolean => type === "" || type === "module" || /javascript|ecmascript/i.test(type);

const isIn = (element: Element, parent: string): boolean =>
  element.parentNode !== null && "tagName" in element.parentNode && element.parentNode.tagName === parent;

const styled = (by: string, attributes: ReadonlyMap<string, string>): readonly Found[] =>
  cssLinks(attributes.get("style") ?? "").map((each) => ({ ...each, by: `${by} style` }));
