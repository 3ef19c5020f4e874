import type { ComposeModel, ComposeService } from "../model/compose-model.js";
import { reachesEngine } from "./host-access.js";
import type { IsolateOptions, Refusal } from "./isolate-options.js";

/**
 * The services that can't run beside the user's own stack, each with the reason, and those that live inside one of them.
 * Privileges, devices and host process ids are no reason: the user's file gives them and nothing in a trial has to share them.
 */
export const refusals = (model: ComposeModel, options: Pick<IsolateOptions, "denyDockerSocket">): readonly Refusal[] => {
  const reasons = new Map<string, string>();
  for (const [name, service] of Object.entries(model.services)) {
    const reason = ownReason(service, model, options);
    if (reason !== undefined) reasons.set(name, reason);
  }
  // A namespace may be borrowed along a chain, so until nothing more is found.
  for (let before = -1; before !== reasons.size;) {
    before = reasons.size;
    for (const [name, service] of Object.entries(model.services)) {
      const host = hostsOf(service).find((other) => reasons.has(other));
      if (host !== undefined && !reasons.has(name)) reasons.set(name, `lives in the container of ${host}, which can't run in a trial`);
    }
  }
  return [...reasons].map(([service, reason]) => ({ service, reason }));
};

/** Modes that lead to no network of the user's; the default bridge knows no names, and every container has an address of its own on it. */
const ownNetworkModes: ReadonlySet<string> = new Set(["none", "bridge", "default", "host"]);

const ownReason = (service: ComposeService, model: ComposeModel, options: Pick<IsolateOptions, "denyDockerSocket">): string | undefined => {
  const hostNetwork = Object.keys(service.networks ?? {}).some(
    (key) => model.networks?.[key]?.external === true && model.networks[key].name === "host",
  );
  if (service.network_mode === "host" || hostNetwork)
    return "shares the host's network, where its ports would meet those of the running stack";
  const mode = service.network_mode;
  if (mode !== undefined && !ownNetworkModes.has(mode) && !/^(?:service|container):/.test(mode))
    return `network_mode ${mode} joins a network that isn't part of the stack`;
  for (const field of ["network_mode", "pid", "ipc"] as const) {
    if (service[field]?.startsWith("container:")) return `${field} ${service[field]} joins a container that isn't part of the stack`;
  }
  const from = service.volumes_from?.find((entry) => entry.startsWith("container:"));
  if (from !== undefined) return `volumes_from ${from} mounts the volumes of a container that isn't part of the stack`;
  if (service.provider !== undefined) return "is run by a provider outside the engine";
  if (service.volumes?.some((mount) => mount.type === "cluster")) return "mounts a cluster volume, which has no copy";
  if (options.denyDockerSocket && reachesEngine(service)) return "mounts the engine's socket, which is denied";
  return undefined;
};

/** Services of the stack whose network, process ids, memory or volumes this one uses as its own. */
export const hostsOf = (service: ComposeService): readonly string[] => [
  ...[service.network_mode, service.pid, service.ipc].flatMap((mode) =>
    mode?.startsWith("service:") ? [mode.slice("service:".length)] : [],
  ),
  ...(service.volumes_from ?? []).filter((entry) => !entry.startsWith("container:")).map((entry) => entry.split(":", 1)[0] ?? entry),
];
