import { nounOf, singular } from "../web/noun.js";
import { lastName } from "./answer-values.js";
import type { LiveValues } from "./live-values.js";
import type { Entry } from "./recording.js";

/** A recorded request as it is made again: live values in place of recorded ones. Cookies are left to the jar. */
export type Rewritten = {
  /** With the query. */
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string | Uint8Array;
};

/** What belongs to the recorded connection, or would be answered from a cache that isn't there. */
const dropped =
  /^(cookie|content-length|connection|keep-alive|proxy-.*|transfer-encoding|te|trailer|upgrade|expect|http2-settings|if-(none-match|modified-since|match|unmodified-since|range)|range|accept-encoding|priority)$/;

export const rewriteRequest = ({ url, headers, body }: Entry, values: LiveValues): Rewritten => {
  const path = rewrittenPath(url, values);
  const kept = headers.filter(([name]) => !dropped.test(name) && name !== "host");
  const rewritten: Record<string, string> = Object.fromEntries(kept.map(([name, value]) => [name, rewrittenHeader(value, values)]));
  // The host as recorded: the application may know itself by it, and compares it with origin and referer.
  rewritten["host"] = url.host;
  if (url.protocol === "https:") rewritten["x-forwarded-proto"] = "https";
  if (body === undefined) return { path, headers: rewritten };
  if (body.type !== "") rewritten["content-type"] = body.type;
  return { path, headers: rewritten, body: rewrittenBody(body.type, body.bytes, url.pathname, values) };
};

const rewrittenPath = (url: URL, values: LiveValues): string => {
  const segments = url.pathname.split("/");
  const path = segments.map((segment, index) => replaced(segment, values, singular(segments[index - 1] ?? ""))).join("/");
  if (url.search === "") return path;
  const query = url.search
    .slice(1)
    .split("&")
    .map((pair) => replacedPair(pair, values));
  return `${path}?${query.join("&")}`;
};

/** As it stands when nothing of it is replaced: servers tell `+` from `%20`, and `~` from `%7E`, more often than they should. */
const replaced = (encoded: string, values: LiveValues, noun: string | undefined): string => {
  const plain = decoded(encoded);
  const live = values.whole(plain, noun);
  return live === plain ? encoded : encodeURIComponent(live);
};

const replacedPair = (pair: string, values: LiveValues): string => {
  const equals = pair.indexOf("=");
  if (equals < 0) return pair;
  const name = decoded(pair.slice(0, equals));
  return `${pair.slice(0, equals)}=${replaced(pair.slice(equals + 1).replaceAll("+", "%20"), values, nounOf(name) ?? singular(name))}`;
};

/** `Bearer TOKEN` and the like: the last word alone may be the value. */
const rewrittenHeader = (value: string, values: LiveValues): string => {
  const whole = values.whole(value);
  if (whole !== value) return whole;
  const [, scheme, rest] = /^(\w+) (\S+)$/.exec(value) ?? [];
  return scheme === undefined || rest === undefined ? value : `${scheme} ${values.whole(rest)}`;
};

const rewrittenBody = (type: string, bytes: string | Uint8Array, path: string, values: LiveValues): string | Uint8Array => {
  if (typeof bytes !== "string") return bytes;
  if (/json/.test(type)) return rewrittenJson(bytes, lastName(path), values);
  if (type.startsWith("application/x-www-form-urlencoded"))
    return bytes
      .split("&")
      .map((pair) => replacedPair(pair, values))
      .join("&");
  return values.within(bytes);
};

const rewrittenJson = (text: string, noun: string, values: LiveValues): string => {
  let changed = false;
  const rewrite = (value: unknown, name: string, owner: string): unknown => {
    if (Array.isArray(value)) return value.map((each) => rewrite(each, name, owner));
    if (typeof value === "object" && value !== null)
      return Object.fromEntries(
        Object.entries(value).map(([key, each]) => [key, rewrite(each, key, name === "" ? owner : singular(name))]),
      );
    if (typeof value !== "string" && typeof value !== "number") return value;
    const live = values.whole(String(value), nounOf(name) ?? owner);
    if (live === String(value)) return value;
    changed = true;
    return typeof value === "number" && /^-?\d+$/.test(live) ? Number(live) : live;
  };
  try {
    const rewritten = rewrite(JSON.parse(text), "", noun);
    return changed ? JSON.stringify(rewritten) : text;
  } catch {
    return values.within(text);
  }
};

const decoded = (text: string): string => {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
};
