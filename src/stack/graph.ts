import { isAbsolute, relative } from "node:path";
import type { ComposeFileMount, ComposeFileObject, ComposeService } from "../model/compose-model.js";
import type { ImageInfo } from "../model/image.js";
import type { ReadConfigFile } from "../model/ports.js";
import type { Edge, EdgeOrigin, Service, Stack } from "../model/stack.js";
import { serviceHosts, withLinks, type Hosts } from "./service-hosts.js";
import { argumentReferences, environmentReferences, fileReferences, type TextReference } from "./text-references.js";

export type EdgeSources = {
  /** Reads mounted configuration; without it files are not looked into. */
  readonly readConfigFile?: ReadConfigFile;
  /** By service image name; an image's own environment, entrypoint and command count where the service doesn't replace them. */
  readonly images?: ReadonlyMap<string, ImageInfo | undefined>;
};

/**
 * Who needs whom, from what compose says (depends_on, links, network_mode, pid, ipc, volumes_from) and from service names in environment,
 * command, entrypoint and configuration files; see text-references for what counts as a name. One edge for every place, in the stack's
 * order; edges of a service to itself and to services that aren't in the stack are left out.
 */
export function dependencyEdges(stack: Stack, sources: EdgeSources = {}): readonly Edge[] {
  const names = new Set(stack.services.map(({ name }) => name));
  const hosts = serviceHosts(stack);
  const containers = new Map(
    stack.services.flatMap(({ name, spec }) => (spec.container_name === undefined ? [] : [[spec.container_name, name]])),
  );
  const edges = stack.services.flatMap((service) => [
    ...declaredEdges(service, containers),
    ...namedEdges(stack, service, withLinks(hosts, service.spec.links ?? []), sources),
  ]);
  const unique = new Map(edges.map((edge) => [JSON.stringify([edge.from, edge.to, edge.origin, edge.detail, edge.port]), edge]));
  return [...unique.values()].filter(({ from, to }) => from !== to && names.has(to));
}

function declaredEdges({ name, spec }: Service, containers: ReadonlyMap<string, string>): readonly Edge[] {
  const edge = (origin: EdgeOrigin, to: string, detail: string): Edge => ({ from: name, to, origin, detail });
  /** `service:x` and, where x is the container_name of a service, `container:x`. */
  const shared = (origin: EdgeOrigin, value: string | undefined): readonly Edge[] => {
    const [kind, target = ""] = (value ?? "").split(":");
    if (kind === "service") return [edge(origin, target, `${origin}: ${value ?? ""}`)];
    const owner = kind === "container" ? containers.get(target) : undefined;
    return owner === undefined ? [] : [edge(origin, owner, `${origin}: ${value ?? ""}`)];
  };
  return [
    ...Object.entries(spec.depends_on ?? {}).map(([to, { condition }]) => edge("depends_on", to, condition)),
    ...(spec.links ?? []).map((link) => edge("links", link.split(":")[0] ?? "", link)),
    ...shared("network_mode", spec.network_mode),
    ...shared("pid", spec.pid),
    ...shared("ipc", spec.ipc),
    ...(spec.volumes_from ?? []).flatMap((from) =>
      from.startsWith("container:") ? shared("volumes_from", from) : [edge("volumes_from", from.split(":")[0] ?? "", from)],
    ),
  ];
}

function namedEdges(stack: Stack, service: Service, hosts: Hosts, { images, readConfigFile }: EdgeSources): readonly Edge[] {
  const { name, spec } = service;
  const image = images?.get(service.image)?.config;
  const edges = (origin: EdgeOrigin, found: readonly TextReference[]): readonly Edge[] =>
    found.map(({ service: to, ...rest }) => ({ from: name, to, origin, ...rest }));
  // As in the engine: an entrypoint of the service's own empties the image's command.
  const command = spec.command ?? (spec.entrypoint ? [] : image?.command) ?? [];
  return [
    ...edges("environment", environmentReferences({ ...image?.environment, ...spec.environment }, hosts)),
    ...edges("command", argumentReferences(command, hosts)),
    ...edges("entrypoint", argumentReferences(spec.entrypoint ?? image?.entrypoint ?? [], hosts)),
    ...edges(
      "config",
      mountedTexts(stack, spec, readConfigFile).flatMap(({ path, text }) => fileReferences(path, text, hosts)),
    ),
  ];
}

type MountedText = { readonly path: string; readonly text: string };

function mountedTexts({ model, source }: Stack, spec: ComposeService, read: ReadConfigFile | undefined): readonly MountedText[] {
  /** Short where it can be: relative to the project when it is inside. */
  const shown = (path: string): string => {
    const inside = relative(source.projectDirectory, path);
    return inside.startsWith("..") || isAbsolute(inside) ? path : inside;
  };
  const file = (path: string | undefined): readonly MountedText[] => {
    const text = path === undefined ? undefined : read?.(path);
    return path === undefined || text === undefined ? [] : [{ path: shown(path), text }];
  };
  const object = (mount: ComposeFileMount, objects: Readonly<Record<string, ComposeFileObject>> | undefined): readonly MountedText[] => {
    const { content, file: path } = objects?.[mount.source] ?? {};
    return content === undefined ? file(path) : [{ path: mount.source, text: content }];
  };
  return [
    ...(spec.configs ?? []).flatMap((mount) => object(mount, model.configs)),
    ...(spec.secrets ?? []).flatMap((mount) => object(mount, model.secrets)),
    ...(spec.volumes ?? []).flatMap((mount) => (mount.type === "bind" ? file(mount.source) : [])),
  ];
}
