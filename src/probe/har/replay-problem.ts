import type { HttpAnswer } from "../http-exchange.js";
import { mediaType, type Entry } from "./recording.js";

/** In what a live answer isn't like the recorded one: class of status, media type, and with `size` the length of its body. undefined: it is like it. */
export const replayProblem = (entry: Entry, answer: HttpAnswer, size: number | undefined): string | undefined => {
  const { status } = answer;
  // The browser had it already; asked without that, the server has to send it.
  const recorded = entry.status === 304 ? 200 : entry.status;
  if (recorded >= 500) return undefined;
  if (recorded >= 400) return status >= 500 ? `status ${status}, recorded ${recorded}` : undefined;
  if (classOf(status) !== classOf(recorded)) {
    const to = answer.headers["location"]?.[0];
    return `status ${status}${status < 400 && to !== undefined ? ` to ${to}` : ""}, recorded ${recorded}`;
  }
  if (classOf(recorded) !== 2 || entry.method === "HEAD" || answer.body.length === 0) return emptied(entry, answer);
  const type = mediaType(answer.headers["content-type"]?.[0] ?? "");
  if (isType(entry.type) && plainType(type) !== plainType(entry.type)) return `content type ${type || "none"}, recorded ${entry.type}`;
  if (size === undefined || entry.bytes === undefined) return undefined;
  const { length } = answer.body;
  const isLike = length <= entry.bytes * size && length * size >= entry.bytes;
  return isLike ? undefined : `${length} bytes, recorded ${entry.bytes}`;
};

const emptied = ({ method, status, bytes, text = "" }: Entry, answer: HttpAnswer): string | undefined =>
  method !== "HEAD" && answer.body.length === 0 && answer.status === 200 && status === 200 && text !== ""
    ? `an empty body, recorded ${bytes ?? Buffer.byteLength(text)} bytes`
    : undefined;

const classOf = (status: number): number => Math.floor(status / 100);

/** Firefox and Chrome write this when the answer named none. */
const isType = (type: string): boolean => type !== "" && type !== "x-unknown";

const plainType = (type: string): string => aliases[type] ?? type;

/** Old and new names. Source: RFC 9239, RFC 7303, and what servers still send. */
const aliases: Readonly<Record<string, string>> = {
  "application/javascript": "text/javascript",
  "application/x-javascript": "text/javascript",
  "text/xml": "application/xml",
  "image/vnd.microsoft.icon": "image/x-icon",
  "application/font-woff": "font/woff",
  "application/font-woff2": "font/woff2",
  "application/x-font-woff": "font/woff",
};
