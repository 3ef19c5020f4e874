/** A TCP socket that accepts connections, as its container's own network sees it. */
export type Listener = { readonly address: string; readonly port: number; readonly reach: "everywhere" | "loopback" | "one-address" };

/** Docker's own resolver listens in every container. */
const dockerDns = "127.0.0.11";
const listening = "0A";

/**
 * The listening sockets in the text of /proc/net/tcp and /proc/net/tcp6, by port, each once. Addresses are hexadecimal words in the byte
 * order of the machine, little-endian on all that images are made for. Source: Linux, Documentation/networking/proc_net_tcp.rst.
 */
export function parseListeners(text: string): readonly Listener[] {
  const found = new Map<string, Listener>();
  for (const line of text.split("\n")) {
    const [, address, port, state] = /^\s*\d+:\s+([0-9A-F]{8}|[0-9A-F]{32}):([0-9A-F]{4})\s+\S+\s+([0-9A-F]{2})\s/.exec(line) ?? [];
    if (address === undefined || port === undefined || state !== listening) continue;
    const listener = listenerOf(address.length === 8 ? ipv4(address) : ipv6(address), Number.parseInt(port, 16));
    if (listener.address !== dockerDns) found.set(`${listener.address} ${String(listener.port)}`, listener);
  }
  return [...found.values()].sort((a, b) => a.port - b.port || (a.address < b.address ? -1 : 1));
}

const listenerOf = (address: string, port: number): Listener => ({
  address,
  port,
  reach:
    address === "0.0.0.0" || address === "::" ? "everywhere" : address === "::1" || address.startsWith("127.") ? "loopback" : "one-address",
});

const bytes = (word: string): readonly number[] => (word.match(/../g) ?? []).map((byte) => Number.parseInt(byte, 16)).reverse();

const ipv4 = (word: string): string => bytes(word).join(".");

function ipv6(words: string): string {
  const all = (words.match(/.{8}/g) ?? []).flatMap(bytes);
  // ::ffff:1.2.3.4 is an IPv4 address that a socket for both is bound to.
  if (all.slice(0, 10).every((byte) => byte === 0) && all[10] === 255 && all[11] === 255) return all.slice(12).join(".");
  const groups = Array.from({ length: 8 }, (_, at) => (((all[at * 2] ?? 0) << 8) | (all[at * 2 + 1] ?? 0)).toString(16));
  const text = groups.join(":");
  const zeros = [...text.matchAll(/(?:^|:)0(?::0)+(?=:|$)/g)].sort((a, b) => b[0].length - a[0].length)[0];
  return zeros === undefined ? text : `${text.slice(0, zeros.index)}::${text.slice(zeros.index + zeros[0].length).replace(/^:/, "")}`;
}

/** Where a port is served; undefined: nowhere. A socket for one address only still counts when it isn't the loopback's. */
export function reachOf(listeners: readonly Listener[], port: number): Listener["reach"] | undefined {
  const own = listeners.filter((listener) => listener.port === port).map(({ reach }) => reach);
  return (["everywhere", "one-address", "loopback"] as const).find((reach) => own.includes(reach));
}

/** `port 8080, 127.0.0.1:9000`: each port once, with the address where it isn't open to all. */
export function listListeners(listeners: readonly Listener[]): string {
  const open = new Set(listeners.filter(({ reach }) => reach === "everywhere").map(({ port }) => port));
  const rest = listeners.filter(({ port }) => !open.has(port));
  return [
    ...[...open].map((port) => `port ${String(port)}`),
    ...rest.map(({ address, port }) => (address.includes(":") ? `[${address}]:${String(port)}` : `${address}:${String(port)}`)),
  ].join(", ");
}
