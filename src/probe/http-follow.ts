import type { HttpExpectation } from "../model/config.js";
import type { CookieJar } from "./cookie-jar.js";
import type { Endpoints } from "./endpoints.js";
import type { Exchanged, HttpAnswer, HttpRequest } from "./http-exchange.js";
import type { Place } from "./stack-url.js";
import { followLocation } from "./stack-url.js";

export type Call = {
  readonly method: string;
  readonly place: Place;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string | Uint8Array;
};

/** `services` = those talked to, in order; `place` = where the answer came from in the end. */
export type Followed = { readonly services: readonly string[] } & (
  { readonly answer: HttpAnswer; readonly place: Place } | { readonly error: string }
);

export type FollowOptions = {
  /** At most so many redirects. */
  readonly redirects: number;
  readonly jar: CookieJar;
  readonly endpoints: Endpoints;
  readonly send: (asked: HttpRequest, place: Place) => Promise<Exchanged>;
};

export const defaultRedirects = 5;
const redirectStatuses = new Set([301, 302, 303, 307, 308]);

/**
 * Whether a redirect is itself what the step looks for: a 3xx number is listed, or nothing but 3xx is accepted. The default, 2xx or 3xx,
 * follows. A redirect out of the stack is not followed and is the answer.
 */
export const assertsRedirect = (accepted: HttpExpectation["status"]): boolean =>
  accepted.some((each) => /^3\d\d$/.test(String(each))) || accepted.every((each) => String(each).startsWith("3"));

/** A call and the redirects after it, with the jar's cookies. Methods change as browsers do (RFC 9110, 15.4). */
export const callFollowing = async (first: Call, { redirects, jar, endpoints, send }: FollowOptions): Promise<Followed> => {
  const services: string[] = [];
  let call = first;
  for (let hops = 0; ; hops += 1) {
    const { place } = call;
    if (!services.includes(place.service)) services.push(place.service);
    const cookies = [call.headers["cookie"], jar.header(place.service, place.path)].filter((each) => each !== undefined).join("; ");
    const host = call.headers["host"] ?? `${place.address.host}:${place.address.port}`;
    const result = await send(
      {
        method: call.method,
        scheme: place.scheme,
        address: place.address,
        path: place.path,
        headers: { ...call.headers, host, ...(cookies === "" ? {} : { cookie: cookies }) },
        ...(call.body === undefined ? {} : { body: call.body }),
      },
      place,
    );
    if ("error" in result)
      return { services, error: hops === 0 ? result.error : `redirected to ${place.service} ${place.path}: ${result.error}` };
    const { answer } = result;
    jar.store(place.service, place.path, answer.headers["set-cookie"] ?? []);
    const location = answer.headers["location"]?.[0];
    if (redirects === 0 || location === undefined || !redirectStatuses.has(answer.status)) return { services, answer, place };
    const next = followLocation(location, place, host, endpoints);
    if (next === undefined) return { services, answer, place };
    if (hops === redirects)
      return { services, error: `more than ${redirects} redirect${redirects === 1 ? "" : "s"}, the last to ${location}` };
    call = redirected(call, answer.status, next);
  }
};

const redirected = (call: Call, status: number, place: Place): Call => {
  const headers = Object.fromEntries(
    Object.entries(call.headers).filter(([name]) => place.service === call.place.service || (name !== "authorization" && name !== "host")),
  );
  const becomesGet = (status === 303 && call.method !== "HEAD") || ((status === 301 || status === 302) && call.method === "POST");
  if (!becomesGet) return { ...call, place, headers };
  const bodiless = Object.fromEntries(Object.entries(headers).filter(([name]) => !name.startsWith("content-")));
  return { method: "GET", place, headers: bodiless };
};
