import type { ComposeDependency, ComposeMount, ComposePort, ComposeService } from "../model/compose-model.js";
import { parseDuration } from "../model/duration.js";
import type { Warn } from "./isolate-options.js";
import { shortenHealthcheck, type ImageHealth } from "./isolate-health.js";
import { keptLabels, passOver, routingVariables, type TrialLabels } from "./isolate-labels.js";
import { boundedService, longestStopMs } from "./isolate-limits.js";
import { portsNetwork } from "./isolate-networks.js";
import { wholeUlimits } from "./isolate-ulimits.js";
import { omit } from "./omit.js";

export type ServiceParts = {
  readonly image: string;
  readonly ports: readonly ComposePort[];
  readonly mounts: readonly ComposeMount[];
  /** More names under which others look the service up. */
  readonly aliases: readonly string[];
  /** Every network of the service is internal, so its ports need one of their own. */
  readonly needsPortsNetwork: boolean;
  /** The services that the trial runs. */
  readonly runs: ReadonlySet<string>;
  readonly labels: TrialLabels;
  /** What of the host the service is given, each a sentence without its subject. */
  readonly access: readonly string[];
  /** Times of the image's own healthcheck, if it has one. */
  readonly health?: ImageHealth;
  /** Memory of the engine's machine. */
  readonly memoryBytes?: number;
};

// Two files of 16 MB: a service that floods its log fills no disk, and rotation never leaves the log empty.
const logging = { driver: "json-file", options: { "max-size": "16m", "max-file": "2" } } as const;

// What is the running stack's own, or says how the file was written; some come back below with the trial's value.
const replaced = [
  ...[
    "build",
    "pull_policy",
    "pull_refresh_after",
    "container_name",
    "mac_address",
    "external_links",
    "cgroup_parent",
    "develop",
    "profiles",
  ],
  ...[
    "env_file",
    "label_file",
    "ipc",
    "uts",
    "environment",
    "ports",
    "volumes",
    "networks",
    "links",
    "depends_on",
    "healthcheck",
    "deploy",
    "labels",
  ],
] as const;

/** One service as a trial runs it: its own image and names, everything that decides how the program behaves as it was. */
export const isolateService = (name: string, service: ComposeService, parts: ServiceParts, warn: Warn): ComposeService => {
  const kept = omit(service, ...replaced);
  const { mac_address: mac, external_links: externalLinks, cgroup_parent: cgroupParent, ipc, uts } = service;
  if (mac !== undefined) warn(`${name}: its fixed hardware address is left to the engine`);
  if (externalLinks !== undefined) warn(`${name}: external links ${externalLinks.join(", ")} are dropped, they lead out of the stack`);
  if (cgroupParent !== undefined) warn(`${name}: cgroup_parent is dropped, its limits are the running stack's`);
  if (ipc === "host") warn(`${name}: has shared memory of its own in place of the host's`);
  if (uts === "host") warn(`${name}: has a host name of its own in place of the host's`);
  for (const access of parts.access) warn(`${name}: ${access}`);
  const labels = keptLabels(service.labels ?? {});
  if (labels.dropped.length > 0)
    warn(`${name}: labels ${labels.dropped.join(", ")} are dropped, programs outside of the trial act on them`);
  const healthcheck = shortenHealthcheck(service.healthcheck, parts.health);
  const { deploy = service.deploy, ...bounds } = boundedService(service, parts.memoryBytes);
  const grace = service.stop_grace_period;
  const isPatient = typeof grace === "string" && (parseDuration(grace) ?? 0) > longestStopMs;
  if (isPatient) warn(`${name}: has ${String(longestStopMs / 1000)} s to end when it is stopped in a trial, not ${grace}`);
  return {
    ...kept,
    ...(ipc === undefined || ipc === "host" ? {} : { ipc }),
    ...(uts === undefined || uts === "host" ? {} : { uts }),
    ...(service.environment === undefined ? {} : { environment: unrouted(name, service.environment, warn) }),
    image: parts.image,
    pull_policy: "never",
    labels: { ...labels.kept, ...passOver, ...parts.labels },
    logging,
    ...(service.ulimits === undefined ? {} : { ulimits: wholeUlimits(service.ulimits) }),
    ...(parts.ports.length > 0 ? { ports: parts.ports } : {}),
    ...(service.volumes === undefined ? {} : { volumes: parts.mounts }),
    ...(service.networks === undefined ? {} : { networks: attachments(name, service, parts, warn) }),
    ...(service.links === undefined ? {} : { links: service.links.filter((link) => parts.runs.has(link.split(":", 1)[0] ?? link)) }),
    ...(service.depends_on === undefined ? {} : { depends_on: dependencies(name, service.depends_on, parts.runs, warn) }),
    ...(healthcheck === undefined ? {} : { healthcheck }),
    ...bounds,
    ...(isPatient ? { stop_grace_period: `${String(longestStopMs / 1000)}s` } : {}),
    ...(deploy === undefined ? {} : { deploy: deployment(deploy) }),
  };
};

const attachments = (
  name: string,
  service: ComposeService,
  parts: ServiceParts,
  warn: Warn,
): Readonly<Record<string, Readonly<Record<string, unknown>> | null>> => {
  const own = Object.entries(service.networks ?? {}).map(([key, attachment]) => {
    const { ipv4_address: v4, ipv6_address: v6, link_local_ips: local, mac_address: mac, aliases, ...rest } = attachment ?? {};
    if ([v4, v6, local, mac].some((fixed) => fixed !== undefined))
      warn(`${name}: its fixed address on network ${key} is left to the engine`);
    const names = [...new Set([...((aliases ?? []) as readonly string[]), ...parts.aliases])];
    const spec = { ...rest, ...(names.length > 0 ? { aliases: names } : {}) };
    return [key, Object.keys(spec).length > 0 ? spec : null] as const;
  });
  return Object.fromEntries([...own, ...(parts.needsPortsNetwork ? [[portsNetwork(name), null] as const] : [])]);
};

const dependencies = (
  name: string,
  needs: Readonly<Record<string, ComposeDependency>>,
  runs: ReadonlySet<string>,
  warn: Warn,
): Readonly<Record<string, ComposeDependency>> => {
  const missing = Object.keys(needs).filter((other) => !runs.has(other));
  if (missing.length > 0) warn(`${name}: starts without ${missing.join(", ")}, which can't run in a trial`);
  return Object.fromEntries(Object.entries(needs).filter(([other]) => runs.has(other)));
};

/** Routers on the engine find their back ends by these variables too. */
const unrouted = (
  name: string,
  environment: Readonly<Record<string, string | null>>,
  warn: Warn,
): Readonly<Record<string, string | null>> => {
  const dropped = Object.keys(environment).filter((variable) => routingVariables.has(variable));
  if (dropped.length > 0) warn(`${name}: ${dropped.join(", ")} is not set, or a router on this engine would send it live traffic`);
  return dropped.length === 0 ? environment : omit(environment, ...dropped);
};

const deployment = (deploy: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> => {
  const { labels, ...rest } = deploy;
  return labels === undefined ? rest : { ...rest, labels: keptLabels(labels as Record<string, string>).kept };
};
