import type { ComposeModel, ComposeService } from "../../../src/model/compose-model.js";
import { isForeignLabel, passOver, routingVariables } from "../../../src/stack/isolate-labels.js";

export type Allowed = {
  /** Folder of the trial's copies. */
  readonly scratch: string;
  readonly project: string;
  /** Volumes that are the trial's own although they are made outside of compose. */
  readonly ownVolumes?: readonly string[];
  /** Whether a path of the user's is a socket or device, which are passed as they are. */
  readonly isSpecial: (path: string) => boolean;
};

/** Everything in an isolated model by which its boot could meet, reach or change what is the user's; empty: nothing. */
export const harms = (model: ComposeModel, allowed: Allowed): readonly string[] => [
  ...(model.name === allowed.project ? [] : [`project ${model.name}`]),
  ...Object.entries(model.services).flatMap(([name, service]) => serviceHarms(service, allowed).map((harm) => `${name}: ${harm}`)),
  ...Object.entries(model.networks ?? {}).flatMap(([key, network]) => {
    const named = network?.name !== undefined && network.name !== `${allowed.project}_${key}`;
    const fixed = (network?.ipam as { config?: readonly unknown[] } | undefined)?.config ?? [];
    return [
      ...(network?.external || named ? [`network ${key} is ${network.name ?? "external"}`] : []),
      ...(fixed.length > 0 ? [`network ${key} has a fixed subnet`] : []),
      ...(network?.driver !== undefined && network.driver !== "bridge"
        ? [`network ${key} has the driver ${JSON.stringify(network.driver)}`]
        : []),
    ];
  }),
  ...Object.entries(model.volumes ?? {}).flatMap(([key, volume]) => {
    if (allowed.ownVolumes?.includes(key)) return [];
    const named = volume?.name !== undefined && volume.name !== `${allowed.project}_${key}`;
    const options = (volume?.driver_opts ?? {}) as Readonly<Record<string, string>>;
    return [
      ...(volume?.external || named ? [`volume ${key} is ${volume.name ?? "external"}`] : []),
      ...(Object.keys(options).length > 0 && options.type !== "tmpfs" ? [`volume ${key} leads to ${JSON.stringify(options)}`] : []),
    ];
  }),
];

const gone = [
  ...["build", "container_name", "external_links", "cgroup_parent", "mac_address", "develop", "profiles", "env_file", "label_file"],
] as const;

const serviceHarms = (service: ComposeService, { scratch, isSpecial }: Allowed): readonly string[] => {
  const deploy = service.deploy as { labels?: Readonly<Record<string, string>>; resources?: { limits?: { pids?: number } } } | undefined;
  const labels = { ...service.labels };
  for (const [name, value] of Object.entries(passOver)) if (labels[name] === value) Reflect.deleteProperty(labels, name);
  return [
    ...gone.filter((field) => service[field] !== undefined && service[field] !== null).map((field) => `has ${field}`),
    ...(service.pull_policy === "never" ? [] : [`pull_policy ${service.pull_policy ?? "is missing"}`]),
    ...(service.ports ?? []).flatMap(({ host_ip: address, published, target }) =>
      address === "127.0.0.1" && published === undefined ? [] : [`publishes ${String(target)} on ${address ?? ""}:${published ?? ""}`],
    ),
    ...(service.network_mode === undefined || /^(?:none|bridge|default|service:.*)$/.test(service.network_mode)
      ? []
      : [`network_mode ${service.network_mode}`]),
    ...(["ipc", "uts"] as const).flatMap((field) => (service[field] === "host" ? [`${field} of the host`] : [])),
    ...(["ipc", "pid"] as const).flatMap((field) => (service[field]?.startsWith("container:") ? [`${field} ${service[field]}`] : [])),
    ...(service.volumes_from ?? []).filter((entry) => entry.startsWith("container:")).map((entry) => `volumes_from ${entry}`),
    ...(service.volumes ?? []).flatMap(({ type, source = "", read_only: readOnly, bind }) => {
      const { propagation, recursive } = (bind ?? {}) as { propagation?: string; recursive?: string };
      if (type !== "bind" || isSpecial(source)) return [];
      const own = source.startsWith(`${scratch}/`);
      return [
        ...(own || readOnly ? [] : [`can write to ${source}`]),
        ...(propagation === "shared" || propagation === "rshared" ? [`its mounts below ${source} come to the host`] : []),
        ...(!own && recursive === "writable" ? [`can write below ${source}`] : []),
      ];
    }),
    ...Object.entries(service.networks ?? {}).flatMap(([key, attachment]) =>
      ["ipv4_address", "ipv6_address", "mac_address", "link_local_ips"]
        .filter((field) => attachment?.[field] !== undefined)
        .map((field) => `${field} on ${key}`),
    ),
    ...[...Object.keys(labels), ...Object.keys(deploy?.labels ?? {})].filter(isForeignLabel).map((label) => `label ${label}`),
    ...Object.keys(service.environment ?? {})
      .filter((name) => routingVariables.has(name))
      .map((name) => `routed by ${name}`),
    ...(service.pids_limit || deploy?.resources?.limits?.pids ? [] : ["no limit of processes"]),
    ...(service.logging?.driver === "json-file" ? [] : ["its log is not bounded"]),
  ];
};
