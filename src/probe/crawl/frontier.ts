import type { Place } from "../stack-url.js";
import type { Use } from "./found.js";
import { isHarmful, pathKey } from "./path-key.js";
import { matchesAny } from "../web/path-pattern.js";

/** One request to make. `from` = path of what refers to it, undefined for a start; `depth` counts links from a start. */
export type Item = {
  readonly place: Place;
  readonly use: Use;
  readonly by: string;
  readonly from?: string;
  readonly depth: number;
};

/** What is left to ask: assets before pages, each in the order found, every address once. */
export type Frontier = {
  readonly add: (item: Item) => void;
  /** Marks as asked what a redirect led to; false when it was already. */
  readonly arrive: (place: Place) => boolean;
  /** The next ones, at most `count`: assets, or when there are none, pages. */
  readonly take: (count: number) => readonly Item[];
  readonly hasMore: () => boolean;
};

/** Pages that differ only in their query, such as the days of a calendar without end. */
const mostQueries = 20;

/** Links deeper than `depth` are left out, assets of a page are not. `skip`: paths never asked. */
export const newFrontier = (depth: number, skip: readonly string[]): Frontier => {
  const seen = new Set<string>();
  const queries = new Map<string, number>();
  const assets: Item[] = [];
  const pages: Item[] = [];
  const keyOf = ({ service, port, path }: Place): string => `${service}:${port}${pathKey(path)}`;
  return {
    add: (item) => {
      const { place, use } = item;
      const key = keyOf(place);
      if (seen.has(key) || matchesAny(skip, place.path)) return;
      const isLink = use === "page" || use === "frame";
      if (isLink && (item.depth > depth || (item.from !== undefined && isHarmful(place.path)))) return;
      if (isLink && place.path.includes("?")) {
        const path = key.split("?", 1)[0] ?? "";
        const count = queries.get(path) ?? 0;
        if (count >= mostQueries) return;
        queries.set(path, count + 1);
      }
      seen.add(key);
      (isLink ? pages : assets).push(item);
    },
    arrive: (place) => {
      const key = keyOf(place);
      const isNew = !seen.has(key);
      seen.add(key);
      return isNew;
    },
    take: (count) => (assets.length > 0 ? assets : pages).splice(0, count),
    hasMore: () => assets.length > 0 || pages.length > 0,
  };
};
