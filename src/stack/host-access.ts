import type { ComposeMount, ComposeService } from "../model/compose-model.js";
import type { SourceKind } from "./isolate-options.js";

/** Sockets that command an engine. A folder above one gives it too. */
const engineSockets = /\/(?:docker|podman|containerd|crio|cri-dockerd|buildkitd)\.sock$/;
const socketFolders = new Set(["/", "/var", "/var/run", "/run"]);

export const isEngineSocket = (path: string | undefined): boolean => path !== undefined && engineSockets.test(path);

/** Whether a service is given an engine's socket by any way, a mount of the folder that it lies in included. */
export const reachesEngine = (service: ComposeService): boolean =>
  service.use_api_socket === true ||
  (service.volumes ?? []).some(({ type, source }) => type !== "volume" && (isEngineSocket(source) || socketFolders.has(source ?? "")));

/** What of the host a service is given in a trial because the user's file gives it, each as a sentence without its subject. */
export const hostAccess = (service: ComposeService, kindOf: (path: string) => SourceKind): readonly string[] => [
  ...(service.privileged ? ["runs privileged, as in the file"] : []),
  ...(service.pid === "host" ? ["sees the processes of the host, as in the file"] : []),
  ...(service.cgroup === "host" ? ["sees the host's control groups, as in the file"] : []),
  ...(isFilled(service.devices) || isFilled(service.device_cgroup_rules) ? ["is given devices of the host, as in the file"] : []),
  ...(isFilled(service.gpus) || reservesDevices(service) ? ["is given GPUs or other devices that it reserves, as in the file"] : []),
  ...(service.models === undefined ? [] : ["asks the engine's own model runner, as in the file"]),
  ...(service.use_api_socket === true ? [engineAccess] : []),
  ...hostNames(service).map((name) => `can reach every port of the host, the running stack's too, by the name ${name}, as in the file`),
  ...(service.volumes ?? []).flatMap((mount) => mountAccess(mount, kindOf)),
];

const engineAccess = "is given the engine's socket, with which it can reach every container, as in the file";

const mountAccess = ({ type, source }: ComposeMount, kindOf: (path: string) => SourceKind): readonly string[] => {
  if (type !== "bind" || source === undefined) return [];
  const kind = kindOf(source);
  if (kind !== "socket" && kind !== "device") return [];
  return [isEngineSocket(source) ? engineAccess : `is given the host's ${kind} ${source}, as in the file`];
};

/** Names that the file maps to the host itself. */
export const hostNames = (service: ComposeService): readonly string[] =>
  ((service.extra_hosts ?? []) as readonly string[]).flatMap((entry) => /^([^=:]+)[=:]host-gateway$/.exec(entry)?.[1] ?? []);

const isFilled = (value: unknown): boolean => Array.isArray(value) && value.length > 0;

const reservesDevices = (service: ComposeService): boolean => {
  const resources = service.deploy?.resources as { readonly reservations?: { readonly devices?: unknown } } | undefined;
  return isFilled(resources?.reservations?.devices);
};
