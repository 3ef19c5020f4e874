import type { ComposeService } from "../model/compose-model.js";
import type { Warn } from "./isolate-options.js";
import { readByPrograms, rewriteTexts } from "./rewrite-texts.js";

/** Static address → the service that had it. In a trial it has another one, and the old one may belong to a container of the running stack. */
export type FixedAddresses = ReadonlyMap<string, string>;

export const fixedAddresses = (services: Readonly<Record<string, ComposeService>>): FixedAddresses =>
  new Map(
    Object.entries(services).flatMap(([name, service]) =>
      Object.values(service.networks ?? {}).flatMap((attachment) =>
        [attachment?.ipv4_address, attachment?.ipv6_address].flatMap((address) =>
          typeof address === "string" ? [[address, name] as const] : [],
        ),
      ),
    ),
  );

/** Names that `extra_hosts` of any service gives to a fixed address, by the service that had it: they become its aliases. */
export const namesOfFixed = (
  services: Readonly<Record<string, ComposeService>>,
  fixed: FixedAddresses,
): ReadonlyMap<string, readonly string[]> => {
  const names = new Map<string, string[]>();
  for (const service of Object.values(services)) {
    for (const { host, address } of extraHosts(service)) {
      const owner = fixed.get(address);
      if (owner !== undefined) names.set(owner, [...new Set([...(names.get(owner) ?? []), host])]);
    }
  }
  return names;
};

/** The service without the fixed addresses of others: host entries give way to aliases, name servers are left out, and in every text the service's name stands for its address. */
export const withoutFixed = (name: string, service: ComposeService, fixed: FixedAddresses, warn: Warn): ComposeService => {
  if (fixed.size === 0) return service;
  const replaced = new Set<string>();
  const renamed = rewriteTexts(service, readByPrograms, (text) => renameIn(text, fixed, (address) => replaced.add(address)));
  const hosts = extraHosts(service).filter(({ address }) => !fixed.has(address));
  const servers = service.dns as readonly string[] | undefined;
  const keptServers = servers?.filter((address) => !fixed.has(address));
  if (keptServers?.length !== servers?.length) warn(`${name}: name servers with a fixed address of the stack are dropped`);
  for (const address of replaced) warn(`${name}: the fixed address ${address} is written as ${fixed.get(address) ?? ""}`);
  return {
    ...renamed,
    ...(service.extra_hosts === undefined ? {} : { extra_hosts: hosts.map(({ host, address }) => `${host}=${address}`) }),
    ...(servers === undefined ? {} : { dns: keptServers }),
  };
};

const extraHosts = (service: ComposeService): { host: string; address: string }[] =>
  ((service.extra_hosts ?? []) as readonly string[]).flatMap((entry) => {
    const [, host, address] = /^([^=:]+)[=:](.*)$/.exec(entry) ?? [];
    return host === undefined || address === undefined ? [] : [{ host, address }];
  });

const renameIn = (value: string, fixed: FixedAddresses, found: (address: string) => void): string =>
  [...fixed].reduce((text, [address, name]) => {
    const renamed = text.replace(new RegExp(`(?<![\\w.:])${address.replaceAll(".", "\\.")}(?![\\w.])`, "g"), name);
    if (renamed !== text) found(address);
    return renamed;
  }, value);
