import type { Target } from "../model/config.js";
import type { Address, Endpoints } from "./endpoints.js";
import { notPublished } from "./not-published.js";

/** A URL of the stack, found on the host. */
export type Place = {
  readonly service: string;
  readonly port: number;
  readonly scheme: "http" | "https";
  readonly address: Address;
  /** With the query, without the fragment. */
  readonly path: string;
};

export type StackUrlContext = {
  readonly endpoints: Endpoints;
  /** What paths are relative to. */
  readonly target?: Target;
  readonly scheme: "http" | "https";
};

/** Where a step's URL goes: a path on the target, or `http://SERVICE:PORT/path` as the services themselves would write it. */
export const findPlace = (url: string, context: StackUrlContext): { readonly place: Place } | { readonly error: string } => {
  // URL would read a service named 10 as an address and change the case of names.
  const whole = /^(https?):\/\/([^/:?#]+)(?::(\d+))?([/?][^#]*)?/.exec(url);
  if (whole !== null) {
    const [, scheme, service = "", port, path = "/"] = whole;
    const https = scheme === "https";
    return place({ service, port: Number(port ?? (https ? 443 : 80)) }, https ? "https" : "http", path, context.endpoints);
  }
  if (!url.startsWith("/")) return { error: `the URL is neither a path (/…) nor http://SERVICE:PORT/…` };
  if (context.target === undefined) return { error: "the stack publishes no port; name one with target: SERVICE:PORT" };
  return place(context.target, context.scheme, url.split("#", 1)[0] ?? "/", context.endpoints);
};

const place = (
  target: Target,
  scheme: Place["scheme"],
  path: string,
  endpoints: Endpoints,
): { readonly place: Place } | { readonly error: string } => {
  const address = endpoints.address(target.service, target.port);
  if (address === undefined) return { error: notPublished(target.service, target.port) };
  return { place: { ...target, scheme, address, path: path.startsWith("/") ? path : `/${path}` } };
};

/**
 * Where a redirect leads, seen from the answer's own place; undefined when that is outside the stack. A server that builds its address
 * from the Host header, or from it and its own port, means itself.
 */
export const followLocation = (location: string, from: Place, host: string, endpoints: Endpoints): Place | undefined => {
  const found = findPlace(location, { endpoints, scheme: from.scheme });
  if ("place" in found) return found.place;
  const base = `${from.scheme}://${host}`;
  const to = URL.canParse(location, base + from.path) ? new URL(location, base + from.path) : undefined;
  if (to === undefined || (to.protocol !== "http:" && to.protocol !== "https:")) return undefined;
  const own = new URL(base);
  const path = to.pathname + to.search;
  if (to.host === own.host && to.protocol === own.protocol) return { ...from, path };
  if (to.hostname !== own.hostname) return undefined;
  const scheme = to.protocol === "https:" ? "https" : "http";
  const port = Number(to.port || (scheme === "https" ? 443 : 80));
  const address = endpoints.address(from.service, port);
  return address === undefined ? undefined : { service: from.service, port, scheme, address, path };
};
