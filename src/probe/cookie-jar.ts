/** The cookies of one check. A host is a service; the domain attribute means nothing on the host's own addresses and is left out. */
export type CookieJar = {
  /** Takes in the `set-cookie` headers of an answer to `path`. */
  readonly store: (host: string, path: string, setCookies: readonly string[]) => void;
  /** The `cookie` header for a request, the longest path first; undefined when there is none. */
  readonly header: (host: string, path: string) => string | undefined;
  /** Values of all cookies there are. */
  readonly values: () => readonly string[];
};

type Cookie = { readonly name: string; readonly value: string; readonly path: string; readonly expires: number };

/** `now` in epoch ms. Source of the path and expiry rules: RFC 6265, 5.1.4, 5.2 and 5.3. `Secure` cookies are sent too: TLS ends before the stack. */
export const newCookieJar = (now: () => number = Date.now): CookieJar => {
  const hosts = new Map<string, Map<string, Cookie>>();
  return {
    values: () => [...hosts.values()].flatMap((cookies) => [...cookies.values()].map(({ value }) => value)),
    store: (host, path, setCookies) => {
      const cookies = hosts.get(host) ?? new Map<string, Cookie>();
      hosts.set(host, cookies);
      for (const cookie of setCookies.flatMap((line) => parse(line, path, now()))) {
        const key = `${cookie.name};${cookie.path}`;
        if (cookie.expires <= now()) cookies.delete(key);
        else cookies.set(key, cookie);
      }
    },
    header: (host, path) => {
      const sent = [...(hosts.get(host)?.values() ?? [])]
        .filter((cookie) => cookie.expires > now() && isUnder(pathOf(path), cookie.path))
        .sort((a, b) => b.path.length - a.path.length)
        .map((cookie) => `${cookie.name}=${cookie.value}`);
      return sent.length === 0 ? undefined : sent.join("; ");
    },
  };
};

const parse = (line: string, requestPath: string, now: number): readonly Cookie[] => {
  const [pair = "", ...rest] = line.split(";").map((part) => part.trim());
  const equals = pair.indexOf("=");
  if (equals < 1) return [];
  const attributes = new Map(rest.map((part) => [part.split("=", 1)[0]?.trim().toLowerCase(), part.slice(part.indexOf("=") + 1).trim()]));
  const path = attributes.get("path");
  return [
    {
      name: pair.slice(0, equals).trim(),
      value: pair.slice(equals + 1).trim(),
      path: path?.startsWith("/") === true ? path : directoryOf(requestPath),
      expires: expiry(attributes.get("max-age"), attributes.get("expires"), now),
    },
  ];
};

const expiry = (maxAge: string | undefined, expires: string | undefined, now: number): number => {
  if (maxAge !== undefined && /^-?\d+$/.test(maxAge)) return now + Number(maxAge) * 1000;
  const at = expires === undefined ? Number.NaN : Date.parse(expires);
  return Number.isNaN(at) ? Infinity : at;
};

const pathOf = (requestPath: string): string => requestPath.split(/[?#]/, 1)[0] ?? "/";

const directoryOf = (requestPath: string): string => {
  const path = pathOf(requestPath);
  return path.lastIndexOf("/") <= 0 ? "/" : path.slice(0, path.lastIndexOf("/"));
};

const isUnder = (path: string, cookiePath: string): boolean =>
  path === cookiePath || (path.startsWith(cookiePath) && (cookiePath.endsWith("/") || path[cookiePath.length] === "/"));
