/** Another service that this one needs, and by what its log may call it. */
export type Peer = {
  readonly service: string;
  /** Host names, addresses. */
  readonly names: readonly string[];
  readonly ports: readonly number[];
  /** What is wrong with it, as a clause: `has ended with exit code 1`; absent: it seems well. */
  readonly trouble?: string;
};

// What clients of the usual languages say when they don't get through: libc, Go, Java, Node, Python, libpq, libmysqlclient, PHP, Ruby.
const complaint =
  /refused|ENOTFOUND|EAI_AGAIN|no such host|not known|no address|unknown ?(?:\w+ )?(?:server )?host|translate host name|resolve|getaddrinfo|unreachable|no route|(?:can'?t|cannot|can not|could not|couldn'?t|unable to|failed to|failure to) (?:be )?(?:re)?connect|connect(?:ion)? (?:to .*)?(?:error|failed|failure|timed out|timeout|lost|closed|reset)|not (?:yet )?(?:ready|available|reachable)|(?:waiting|wait) for/i;

/** The last line of the log that complains of a peer, by its name or address, else by a port that is only one peer's. */
export function peerInLog(log: string, peers: readonly Peer[]): { readonly peer: Peer; readonly line: string } | undefined {
  const lines = log
    .split("\n")
    .map((line) => line.trim())
    .filter((line) => complaint.test(line))
    .reverse();
  for (const line of lines) {
    const named = peers.find(({ names }) => names.some((name) => hasWord(line, name)));
    if (named !== undefined) return { peer: named, line };
  }
  for (const line of lines) {
    const byPort = peers.filter(({ ports }) => ports.some((port) => new RegExp(`(?:port |:)${String(port)}(?!\\d)`).test(line)));
    if (byPort.length === 1 && byPort[0] !== undefined) return { peer: byPort[0], line };
  }
  return undefined;
}

/** Not within a longer name: `db` is neither in `orders-db` nor in `db.ts`, but it is in `db.internal:5432`. */
const hasWord = (line: string, name: string): boolean =>
  name !== "" && new RegExp(`(?<![\\w./-])${name.replaceAll(/[.*+?^${}()|[\]\\]/g, "\\$&")}(?![\\w-])(?!\\.\\w{1,4}\\b(?!:))`).test(line);

/** What resolvers say of a name they don't know: libpq, Node, Go, libmysqlclient, Java, Python with its host. */
const unknownNames = [
  /host ?name "([^"]+)"/i,
  /(?:ENOTFOUND|EAI_AGAIN) ([\w.-]+)/,
  /lookup ([\w.-]+)(?: on [\d.:]+)?: no such host/,
  /unknown (?:\w+ )?server host '([^']+)'/i,
  /UnknownHostException: ([\w.-]+)/,
  /(?:can'?t|could not|failed to|unable to) resolve (?:host(?:name)? )?["']?([\w.-]+)/i,
];

/** The last host name that the log says can't be found. */
export function unknownHost(log: string): string | undefined {
  const lines = log.split("\n").reverse();
  for (const line of lines) {
    const name = unknownNames.map((pattern) => pattern.exec(line)?.[1]).find((found) => found !== undefined);
    if (name !== undefined) return name.replace(/\.$/, "");
  }
  return undefined;
}
