/** Words of a variable, option or key whose value is a host. */
const hostWords = new Set(
  (
    "host hosts hostname hostnames addr addrs address addresses url urls uri uris server servers endpoint endpoints upstream upstreams " +
    "broker brokers dsn service services peer peers link links nodes seeds bootstrap connect target targets nameserver nameservers " +
    "proxy gateway master replica replicaof sentinel sentinels zookeeper nameservice"
  ).split(" "),
);

/** Last words that say the value is something else, whatever stands before: DB_SERVER_NAME, HOST_PORT, SERVICE_TYPE. */
const otherWords = new Set(
  (
    "name user username password pass passwd passphrase db database schema type driver dialect engine protocol scheme image tag version " +
    "key port ports token id path dir file mode env kind class role prefix suffix"
  ).split(" "),
);

/** First words of lists that say who may come in or what to go round, not whom the service needs: ALLOWED_HOSTS, NO_PROXY. */
const listWords = new Set("allowed allow trusted no skip ignore exclude".split(" "));

/**
 * Whether a name (variable, option, key) is one whose value is a host. Only then does a value that is nothing but a service's name count:
 * `DB=postgres` may mean the kind of database, `DB_HOST=postgres` can't. The last word decides, save that HOST_NAME is a host.
 */
export function isHostLike(name: string): boolean {
  const words = nameWords(name);
  const last = words.at(-1);
  if (last === undefined) return false;
  if (otherWords.has(last)) return last === "name" && words.at(-2) === "host";
  return words.some((word) => hostWords.has(word)) && !words.some((word) => listWords.has(word));
}

/** Whether the value names an image or a version, where `redis:7` is a tag and not a port. */
export function isImageLike(name: string): boolean {
  const last = nameWords(name).at(-1);
  return last === "image" || last === "tag" || last === "version";
}

/** `DB_HOST1`, `db.host`, `--db-host`, `dbHost` → db, host. */
function nameWords(name: string): readonly string[] {
  return name
    .replaceAll(/([a-z])([A-Z])/g, "$1 $2")
    .toLowerCase()
    .split(/[^a-z]+/)
    .filter((word) => word !== "");
}
