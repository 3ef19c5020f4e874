import type { Target } from "../../model/config.js";
import type { WebTraffic } from "../../model/web-traffic.js";
import { newCookieJar, type CookieJar } from "../cookie-jar.js";
import type { Endpoints } from "../endpoints.js";
import { openAgents } from "../http-agents.js";
import { exchange, tooLong, type HttpAnswer } from "../http-exchange.js";
import { callFollowing, defaultRedirects } from "../http-follow.js";
import { openHttpSession } from "../http-session.js";
import { notPublished } from "../not-published.js";
import { secretFields, secretHeaders } from "../secrets.js";
import { followLocation, type Place } from "../stack-url.js";
import { fill, type Variables } from "../template.js";
import { tlsSettings } from "../tls.js";
import { newMask, type Mask } from "./mask.js";

export type WebRequest = {
  readonly method: string;
  readonly place: Place;
  /** Names in lower case; they win over those of the traffic. */
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Uint8Array;
  /** Default: true. */
  readonly follow?: boolean;
};

/** `passing`: nothing answered, or something on the way did for it, which a moment later may be otherwise. */
export type WebAnswer =
  | { readonly answer: HttpAnswer; readonly place: Place; readonly services: readonly string[] }
  | { readonly error: string; readonly passing: boolean; readonly tooLong: boolean; readonly services: readonly string[] };

/** Requests of one run of crawl, openapi or har: with its headers, its authentication and one cookie jar. */
export type WebClient = AsyncDisposable & {
  readonly jar: CookieJar;
  readonly mask: Mask;
  /** `path` on the target, or why it has no address. */
  readonly at: (path: string) => { readonly place: Place } | { readonly error: string };
  /** Where a URL found at `from` leads; undefined when out of the stack. */
  readonly resolve: (url: string, from: Place) => Place | undefined;
  /** The login steps; gives what went wrong. */
  readonly logIn: () => Promise<string | undefined>;
  /** `within`: in place of the run's own signal. */
  readonly call: (request: WebRequest, within?: AbortSignal) => Promise<WebAnswer>;
  readonly target: Target;
  /** Whether a place is of the target's service or of one that `hosts` names. */
  readonly isOurs: (place: Place) => boolean;
  /** A text with the variables of the login filled in; what was filled in is a secret from now on. */
  readonly fillSecret: (text: string) => string;
};

export type WebClientOptions = {
  readonly traffic: WebTraffic;
  readonly target: Target;
  readonly endpoints: Endpoints;
  readonly signal: AbortSignal;
  /** Folder of the config file: where bodies of login steps are. */
  readonly cwd: string;
  /** Cookies and variables of earlier requests. */
  readonly shared?: { readonly jar: CookieJar; readonly variables: Variables };
};

const requestTimeoutMs = 15_000;

export const openWebClient = ({ traffic, target, endpoints, signal, cwd, shared }: WebClientOptions): WebClient => {
  const agents = openAgents();
  const jar = shared?.jar ?? newCookieJar();
  const mask = newMask();
  const { scheme } = traffic;
  const session = openHttpSession({
    endpoints,
    target,
    scheme,
    signal,
    cwd,
    jar,
    requestTimeoutMs,
    ...(shared === undefined ? {} : { variables: shared.variables }),
  });
  const own = Object.fromEntries(Object.entries(traffic.headers).map(([name, value]) => [name.toLowerCase(), value]));
  if (traffic.auth?.basic !== undefined) mask.add(traffic.auth.basic.password);
  for (const step of traffic.login) for (const secret of secretsOf(step)) mask.add(secret);

  const fillSecret = (text: string): string => {
    const filled = fill(text, session.variables);
    mask.add(filled);
    return filled;
  };

  const at = (path: string): { readonly place: Place } | { readonly error: string } => {
    const address = endpoints.address(target.service, target.port);
    return address === undefined
      ? { error: notPublished(target.service, target.port) }
      : { place: { ...target, scheme, address, path: path.startsWith("/") ? path : `/${path}` } };
  };

  const hostOf = (place: Place): string =>
    place.service === target.service
      ? (own["host"] ?? `${place.address.host}:${place.address.port}`)
      : `${place.address.host}:${place.address.port}`;

  const resolve = (url: string, from: Place): Place | undefined => {
    const host = hostOf(from);
    const base = `${from.scheme}://${host}${from.path}`;
    if (!URL.canParse(url, base)) return undefined;
    const to = new URL(url, base);
    if (to.protocol !== "http:" && to.protocol !== "https:") return undefined;
    const path = to.pathname + to.search;
    const mapped = traffic.hosts[to.host] ?? traffic.hosts[to.hostname];
    if (mapped === undefined) return followLocation(to.href, from, host, endpoints);
    const port = mapped.port === 0 ? firstPort(mapped.service, endpoints) : mapped.port;
    const address = endpoints.address(mapped.service, port);
    return address === undefined ? undefined : { service: mapped.service, port, scheme: "http", address, path };
  };

  const logIn = async (): Promise<string | undefined> => {
    for (const step of traffic.login) {
      const result = await session.run(step);
      if (!result.ok) return mask.hide(`login: ${result.error}`);
    }
    return undefined;
  };

  const call: WebClient["call"] = async ({ method, place, headers = {}, body, follow = true }, within = signal) => {
    const { auth } = traffic;
    const filled = Object.entries(own).map(([name, value]) => [
      name,
      openly.test(name) ? fill(value, session.variables) : fillSecret(value),
    ]);
    const ours =
      place.service === target.service
        ? { ...Object.fromEntries(filled), ...authHeader(auth, fillSecret, (text) => fill(text, session.variables)) }
        : {};
    const all = { "user-agent": "stack-slim", accept: "*/*", "accept-encoding": "gzip, deflate, br", ...ours, ...headers };
    const sent = { method, place, headers: all, ...(body === undefined ? {} : { body }) };
    const result = await callFollowing(sent, {
      redirects: follow ? defaultRedirects : 0,
      jar,
      endpoints,
      send: async (asked, { service }) => {
        const tls = await tlsSettings(undefined, service, asked.headers["host"], cwd);
        return await exchange(asked, { dispatcher: agents.agent({ http2: false, tls }), signal: within, timeoutMs: requestTimeoutMs });
      },
    });
    if (!("error" in result)) return result;
    const over = result.error.endsWith(tooLong);
    return { ...result, error: mask.hide(result.error), passing: !over, tooLong: over };
  };

  const close = async (): Promise<void> => {
    await Promise.all([agents[Symbol.asyncDispose](), session[Symbol.asyncDispose]()]);
  };
  const isOurs = ({ service }: Place): boolean =>
    service === target.service || Object.values(traffic.hosts).some((mapped) => mapped.service === service);
  return { target, isOurs, jar, mask, at, resolve, logIn, call, fillSecret, [Symbol.asyncDispose]: close };
};

/** The `authorization` header that is always sent; an API key is sent only where a description says how. */
const authHeader = (
  auth: WebTraffic["auth"],
  fillSecret: (text: string) => string,
  fillText: (text: string) => string,
): Readonly<Record<string, string>> => {
  if (auth?.bearer !== undefined) return { authorization: `Bearer ${fillSecret(auth.bearer)}` };
  if (auth?.basic === undefined) return {};
  const token = Buffer.from(`${fillText(auth.basic.user)}:${fillSecret(auth.basic.password)}`).toString("base64");
  return { authorization: `Basic ${token}` };
};

/** Headers whose values may be told. */
const openly = /^(accept(-.*)?|cache-control|content-type|host|origin|referer|user-agent|x-forwarded-.*|x-requested-with)$/;

const firstPort = (service: string, endpoints: Endpoints): number =>
  endpoints.all().find((endpoint) => endpoint.service === service)?.port ?? 0;

/** What people put into a login: its password, and what its body and its headers carry. */
const secretsOf = ({ auth, body, headers }: WebTraffic["login"][number]): readonly string[] => [
  ...(auth === undefined ? [] : [auth.password]),
  ...secretHeaders(headers),
  ...secretFields(body),
];
