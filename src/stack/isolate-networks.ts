import type { ComposeModel, ComposeNetwork } from "../model/compose-model.js";
import type { Warn } from "./isolate-options.js";
import { keptLabels, type TrialLabels } from "./isolate-labels.js";
import { omit } from "./omit.js";

// The bridge options that change how containers talk; the others name host interfaces and addresses, which are the running stack's.
const keptOptions = new Set([
  "com.docker.network.driver.mtu",
  "com.docker.network.bridge.enable_icc",
  "com.docker.network.bridge.enable_ip_masquerade",
]);

/** The stack's networks as fresh bridges: no name, host interface, subnet or address of theirs is one that the running stack has. */
export const freshNetworks = (networks: ComposeModel["networks"], labels: TrialLabels, warn: Warn): Record<string, ComposeNetwork> =>
  Object.fromEntries(Object.entries(networks ?? {}).map(([key, network]) => [key, freshNetwork(key, network ?? {}, labels, warn)]));

const freshNetwork = (key: string, network: ComposeNetwork, labels: TrialLabels, warn: Warn): ComposeNetwork => {
  if (network.external) {
    warn(`network ${key}: the external network ${network.name ?? key} is replaced by a fresh one, what else is on it can't be reached`);
    return { ...(network.name === "none" ? { internal: true } : {}), labels };
  }
  const { ipam, driver, driver_opts: options, enable_ipv4: ipv4, enable_ipv6: ipv6, labels: own } = network;
  if (typeof driver === "string" && driver !== "bridge" && driver !== "default")
    warn(`network ${key}: driver ${driver} is replaced by bridge`);
  if (hasFixedSubnet(ipam)) warn(`network ${key}: its fixed subnet is left to the engine`);
  if (ipv6 === true) warn(`network ${key}: IPv6 is off, it needs a fixed subnet`);
  if (ipv4 === false) warn(`network ${key}: has IPv4 addresses, it can have no others here`);
  const entries = Object.entries((options ?? {}) as Record<string, string>);
  const dropped = entries.map(([name]) => name).filter((name) => !keptOptions.has(name));
  if (dropped.length > 0) warn(`network ${key}: driver options ${dropped.join(", ")} are dropped`);
  const kept = Object.fromEntries(entries.filter(([name]) => keptOptions.has(name)));
  return {
    // Without a name compose derives it from the project.
    ...omit(network, "name", "ipam", "driver", "driver_opts", "enable_ipv4", "enable_ipv6", "labels", "external"),
    ...(Object.keys(kept).length > 0 ? { driver_opts: kept } : {}),
    labels: { ...keptLabels((own ?? {}) as Record<string, string>).kept, ...labels },
  };
};

const hasFixedSubnet = (ipam: unknown): boolean =>
  typeof ipam === "object" && ipam !== null && "config" in ipam && Array.isArray(ipam.config) && ipam.config.length > 0;

export const portsNetwork = (service: string): string => `stack-slim-ports-${service}`;

/**
 * A network that only lets the host reach one service: the engine publishes no port of a container whose networks are all internal. No traffic of
 * the service leaves the host through it, and it is the service's alone, so that names resolve as before.
 */
export const portsNetworkSpec = (labels: TrialLabels): ComposeNetwork => ({
  driver_opts: { "com.docker.network.bridge.enable_ip_masquerade": "false" },
  labels,
});
