import { contentKind, isSameAnswer, wellKnownPaths, type Answer, type FoundPath } from "./well-known-paths.js";

/** One GET with a bound of its own on time and size; why there was no answer, in a clause. No redirect is followed. */
export type Ask = (port: number, scheme: "http" | "https", path: string) => Promise<Answer | { readonly error: string }>;

/** What a port was found to serve. */
export type Discovered =
  | {
      readonly port: number;
      readonly speaks: "http" | "https";
      /** Well-known paths that answered 2xx or 3xx, and not just as any other path would. */
      readonly found: readonly FoundPath[];
      /** What `/` answered. */
      readonly root: number;
      readonly asked: number;
    }
  | { readonly port: number; readonly speaks: "something else"; readonly why: string; readonly asked: number };

export type DiscoverOptions = {
  /** Ports of drivers that are known already: asking a database for a page only fills its log. */
  readonly except?: readonly number[];
  /** Ports looked at; default 8. */
  readonly mostPorts?: number;
  readonly signal?: AbortSignal;
};

/** Ports that don't speak HTTP, whose servers take offence when asked: SSH, SMTP, DNS, databases, brokers. */
const notHttp = new Set([
  21, 22, 25, 53, 110, 143, 389, 465, 587, 636, 1433, 1521, 1883, 2181, 2888, 3306, 3888, 4222, 4369, 5432, 5671, 5672, 6222, 6379, 7687,
  8883, 9042, 9092, 9093, 9094, 11_211, 25_672, 26_379, 27_017, 27_018, 27_019, 33_060, 61_613, 61_616,
]);

/** That no service has; answered well, it shows one that answers everything alike, such as a single-page application. */
const nowhere = "/stack-slim-asks-for-no-such-page";

/**
 * Asks the ports for what services commonly serve: `/health`, `/metrics`, an API's description and so on. GET only, one request at a time,
 * at most a dozen a port; ports in the order given, each once.
 */
export async function discoverHttp(ports: readonly number[], ask: Ask, options: DiscoverOptions = {}): Promise<readonly Discovered[]> {
  const { except = [], mostPorts = 8, signal } = options;
  const candidates = [...new Set(ports)].filter((port) => !notHttp.has(port) && !except.includes(port)).slice(0, mostPorts);
  const found: Discovered[] = [];
  for (const port of candidates) {
    if (signal?.aborted === true) break;
    found.push(await discoverPort(port, ask, signal));
  }
  return found;
}

async function discoverPort(port: number, ask: Ask, signal: AbortSignal | undefined): Promise<Discovered> {
  const plain = await ask(port, "http", "/");
  // A TLS server answers plain HTTP with 400, or hangs up.
  const secure = "error" in plain || plain.status === 400 ? await ask(port, "https", "/") : undefined;
  const speaks = secure !== undefined && "status" in secure ? "https" : "http";
  const root = speaks === "https" ? secure : plain;
  let asked = secure === undefined ? 1 : 2;
  if (root === undefined || "error" in root)
    return { port, speaks: "something else", why: "error" in plain ? plain.error : "no answer", asked };
  const anything = await ask(port, speaks, nowhere);
  asked += 1;
  const found: FoundPath[] = isGood(root) ? [{ path: "/", what: "page", status: root.status, ...typeOf(root) }] : [];
  for (const { path, what, wants } of wellKnownPaths) {
    if (signal?.aborted === true) break;
    const answer = await ask(port, speaks, path);
    asked += 1;
    if ("error" in answer || !isGood(answer)) continue;
    if ("status" in anything && isSameAnswer(answer, anything)) continue;
    if (wants !== undefined && !wants.includes(contentKind(answer.type))) continue;
    found.push({ path, what, status: answer.status, ...typeOf(answer) });
  }
  return { port, speaks, found, root: root.status, asked };
}

const isGood = ({ status }: Answer): boolean => status >= 200 && status < 400;
const typeOf = ({ type }: Answer): { readonly type?: string } => (type === undefined ? {} : { type });
