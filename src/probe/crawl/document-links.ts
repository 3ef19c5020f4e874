import type { HttpAnswer } from "../http-exchange.js";
import { cssLinks } from "./css-links.js";
import type { Found } from "./found.js";
import { htmlLinks } from "./html-links.js";

/** What an answer refers to, by its content type; `base` is what its URLs are relative to, when it isn't the answer's own address. */
export type DocumentLinks = { readonly kind: "page" | "asset"; readonly base?: string; readonly found: readonly Found[] };

export const documentLinks = (answer: HttpAnswer, by: string): DocumentLinks => {
  const type = mediaType(answer);
  if (type === "text/html" || type === "application/xhtml+xml") return { kind: "page", ...htmlLinks(textOf(answer)) };
  if (type === "text/css") return { kind: "asset", found: cssLinks(textOf(answer)) };
  if (type === "application/manifest+json" || (by === "manifest" && type.endsWith("json")))
    return { kind: "asset", found: manifestLinks(textOf(answer)) };
  if (/\bxml$/.test(type)) return { kind: "asset", found: sitemapLinks(textOf(answer)) };
  return { kind: "asset", found: [] };
};

export const mediaType = (answer: HttpAnswer): string =>
  (answer.headers["content-type"]?.[0] ?? "").split(";", 1)[0]?.trim().toLowerCase() ?? "";

// What isn't UTF-8 has its markup and nearly all URLs in ASCII all the same.
const textOf = ({ body }: HttpAnswer): string => body.toString("utf8");

/** Source: W3C Web Application Manifest, "icons", "screenshots", "start_url". */
const manifestLinks = (text: string): readonly Found[] => {
  const manifest = parsed(text) as { readonly start_url?: unknown; readonly icons?: unknown; readonly screenshots?: unknown } | null;
  if (typeof manifest !== "object" || manifest === null) return [];
  const images = [manifest.icons, manifest.screenshots].flatMap((list): unknown[] => (Array.isArray(list) ? list : []));
  const sources = images.flatMap((image) => (typeof image === "object" && image !== null && "src" in image ? [image.src] : []));
  return [
    ...sources.flatMap((url): Found[] => (typeof url === "string" ? [{ url, use: "image", by: "manifest" }] : [])),
    ...(typeof manifest.start_url === "string" ? [{ url: manifest.start_url, use: "page", by: "manifest" } as const] : []),
  ];
};

const parsed = (text: string): unknown => {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
};

/** Source: sitemaps.org protocol 0.9: pages and further sitemaps are both in `loc`. */
const sitemapLinks = (text: string): readonly Found[] =>
  /<(urlset|sitemapindex)[\s>]/.test(text)
    ? [...text.matchAll(/<loc>\s*(?:<!\[CDATA\[)?\s*([^<\]\s]+)/g)].map(([, url = ""]) => ({
        url: url.replaceAll("&amp;", "&"),
        use: "page" as const,
        by: "sitemap",
      }))
    : [];
