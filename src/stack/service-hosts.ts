import type { Stack } from "../model/stack.js";

/** Host name → the services it resolves to, as one service sees it. */
export type Hosts = ReadonlyMap<string, readonly string[]>;

/**
 * Every name other containers can reach a service by: its own, container_name, hostname and network aliases. A service's own name wins
 * over another's alias; an alias several services share stands for all of them.
 */
export function serviceHosts(stack: Stack): Hosts {
  const hosts = new Map<string, string[]>(stack.services.map(({ name }) => [name, [name]]));
  const names = new Set(hosts.keys());
  for (const { name, spec } of stack.services) {
    const aliases = Object.values(spec.networks ?? {}).flatMap((network) => textList(network?.["aliases"]));
    for (const alias of [spec.container_name, spec.hostname, ...aliases]) {
      if (alias === undefined || alias === "" || names.has(alias)) continue;
      const known = hosts.get(alias) ?? [];
      if (!known.includes(name)) hosts.set(alias, [...known, name]);
    }
  }
  return hosts;
}

/** `hosts` with the aliases that one service's own `links: [service:alias]` give it. */
export function withLinks(hosts: Hosts, links: readonly string[]): Hosts {
  const own = new Map(hosts);
  for (const link of links) {
    const [service = "", alias] = link.split(":");
    if (alias !== undefined && hosts.has(service)) own.set(alias, hosts.get(service) ?? []);
  }
  return own;
}

const textList = (value: unknown): readonly string[] => (Array.isArray(value) ? value.filter((item) => typeof item === "string") : []);
