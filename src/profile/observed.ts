import type { ContainerState } from "../model/ports.js";
import type { Edge } from "../model/stack.js";
import type { Trace } from "../model/trace.js";

/** IPv4 address and port of an `inet:` or IPv4-mapped `inet6:` socket path of the record. */
const inet = /^(?:inet:|inet6:\[::ffff:)(\d+\.\d+\.\d+\.\d+)\]?:(\d+)$/;
const anyPort = /^inet6?:.*:(\d+)$/;
/** Docker's own DNS, asked by every service. */
const dockerDns = "127.0.0.11";

/** The edges that connect() showed: who really talks to whom. `addresses` holds the containers' addresses while they ran. */
export function observedEdges(traces: readonly Trace[], addresses: ReadonlyMap<string, string>): readonly Edge[] {
  const edges = new Map<string, Edge>();
  for (const { service, facts } of traces) {
    for (const { kind, path } of facts) {
      if (kind !== "connect" && kind !== "sendto") continue;
      const [, address, portText] = inet.exec(path) ?? [];
      // Port 0 is glibc sorting addresses, not a connection.
      if (address === undefined || address === dockerDns || portText === "0") continue;
      const to = addresses.get(address);
      if (to === undefined || to === service) continue;
      const key = `${service} ${to} ${String(portText)}`;
      edges.set(key, { from: service, to, origin: "observed", detail: `connected to ${to}:${String(portText)}`, port: Number(portText) });
    }
  }
  return [...edges.values()];
}

/** Ports a service was seen binding, lowest first; ephemeral ones (0) left out. */
export function observedPorts({ facts }: Trace): readonly number[] {
  const ports = new Set<number>();
  for (const { kind, path } of facts) {
    const port = kind === "bind" ? Number(anyPort.exec(path)?.[1] ?? 0) : 0;
    if (port !== 0) ports.add(port);
  }
  return [...ports].sort((a, b) => a - b);
}

/** Which service has which address. */
export const addressBook = (states: readonly ContainerState[]): Map<string, string> =>
  new Map(states.flatMap(({ addresses, service }) => addresses.map((address) => [address, service] as const)));
