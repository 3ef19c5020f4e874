import type { ComposeFileObject, ComposeModel, ComposeService } from "../model/compose-model.js";
import { StackSlimError } from "../model/errors.js";
import type { Stack } from "../model/stack.js";
import { fixedAddresses, namesOfFixed, withoutFixed } from "./fixed-addresses.js";
import { hostAccess } from "./host-access.js";
import { publishedPorts, withoutHostPorts } from "./host-ports.js";
import { isolateMounts, kindByName } from "./isolate-mounts.js";
import { freshNetworks, portsNetwork, portsNetworkSpec } from "./isolate-networks.js";
import type { IsolatedStack, IsolateOptions, Refusal } from "./isolate-options.js";
import { loopbackPorts, networkOwner } from "./isolate-ports.js";
import { refusals } from "./isolate-refusals.js";
import { isolateService } from "./isolate-service.js";
import { clonableVolumes, cloneFor, freshVolumes, mountedVolumes } from "./isolate-volumes.js";
import { trialLabels } from "./isolate-labels.js";
import { omit } from "./omit.js";

/**
 * The stack as a compose file of its own that shares nothing writable, no name and no port with the user's running stack: own project, fresh
 * networks and volumes, ports on free ones of 127.0.0.1, copies of writable bind mounts. Services that can't be given that are refused:
 * they are left out of the file, and whoever depends on them starts without.
 * The model's `$` are plain; `escapeDollars` before it is written.
 * @throws StackSlimError `isolate.external-object` (2) for an external secret or config in use, `isolate.no-image` (2) for a service without image,
 * `isolate.nothing-left` (2) when every service is refused.
 */
export const isolate = (stack: Stack, options: IsolateOptions): IsolatedStack => {
  const warnings: string[] = [];
  const warn = (message: string): void => void (warnings.includes(message) || warnings.push(message));
  const refused = refusals(stack.model, options);
  for (const { service, reason } of refused) warn(`${service}: stays original and is left out of trials: it ${reason}`);
  const outside = new Set(refused.map(({ service }) => service));
  const running = Object.fromEntries(Object.entries(stack.model.services).filter(([name]) => !outside.has(name)));
  if (Object.keys(running).length === 0) throw nothingLeft(refused);
  const labels = trialLabels(options.run);

  const fixed = fixedAddresses(stack.model.services);
  const fixedNames = namesOfFixed(running, fixed);
  const networks = freshNetworks(stack.model.networks, labels, warn);
  const { mounts, copies, subpathVolumes } = isolateMounts(running, options, warn);
  const volumes = freshVolumes(stack.model.volumes, { labels, ...(options.cloned === undefined ? {} : { cloned: options.cloned }), warn });
  const imageOf = new Map(stack.services.map(({ name, image }) => [name, image]));

  const published = publishedPorts(running);
  const runs = new Set(Object.keys(running));

  const services: Record<string, ComposeService> = {};
  for (const [name, spec] of Object.entries(running)) {
    const image = options.images[name] ?? imageOf.get(name) ?? spec.image;
    if (image === undefined) throw noImage(name);
    const ports = loopbackPorts(running, name, options.probePorts, options.udpProbePorts);
    const needsPortsNetwork = ports.length > 0 && onlyInternal(spec, stack.model);
    if (needsPortsNetwork) networks[portsNetwork(name)] = portsNetworkSpec(labels);
    const aliases = [...(spec.container_name === undefined ? [] : [spec.container_name]), ...(fixedNames.get(name) ?? [])];
    const access = hostAccess(spec, options.sourceKind ?? kindByName);
    const health = options.imageHealth?.[name];
    const parts = {
      ...{ image, ports, mounts: mounts[name] ?? [], aliases, needsPortsNetwork, runs, labels, access },
      ...(health === undefined ? {} : { health }),
      ...(options.memoryBytes === undefined ? {} : { memoryBytes: options.memoryBytes }),
    };
    const inside = withoutHostPorts(name, withoutFixed(name, spec, fixed, warn), published, warn);
    services[name] = isolateService(name, inside, parts, warn);
  }

  const { secrets, configs } = stack.model;
  const model: ComposeModel = {
    ...omit(stack.model, "secrets", "configs"),
    name: options.project,
    services,
    networks,
    volumes: { ...volumes, ...Object.fromEntries(subpathVolumes.map((key) => [key, { labels }])) },
    ...(secrets === undefined ? {} : { secrets: projectScoped("secret", secrets, running) }),
    ...(configs === undefined ? {} : { configs: projectScoped("config", configs, running) }),
  };
  const owners = Object.keys(services).map((name) => [name, networkOwner(services, name)] as const);
  const mounted = mountedVolumes(services);
  const cloned = clonableVolumes(stack.model, "all").filter(({ key }) => options.cloned?.has(key) === true && mounted.has(key));
  return {
    model,
    warnings,
    copies,
    volumeClones: cloned.map(({ key, from }) => cloneFor(options.project, key, from, volumes[key])),
    refused,
    portOwners: Object.fromEntries(owners.filter(([name, owner]) => name !== owner)),
  };
};

// An internal network has no way to the host, published ports included.
const onlyInternal = (service: ComposeService, model: ComposeModel): boolean => {
  const keys = Object.keys(service.networks ?? {});
  return keys.length > 0 && keys.every((key) => model.networks?.[key]?.internal === true && model.networks[key].external !== true);
};

const projectScoped = (
  kind: "secret" | "config",
  objects: Readonly<Record<string, ComposeFileObject>>,
  services: Readonly<Record<string, ComposeService>>,
): Record<string, ComposeFileObject> => {
  const used = (key: string) =>
    Object.entries(services).find(([, service]) => service[`${kind}s`]?.some(({ source }) => source === key))?.[0];
  return Object.fromEntries(
    Object.entries(objects).flatMap(([key, object]) => {
      if (!object.external) return [[key, omit(object, "name")]];
      const user = used(key);
      if (user === undefined) return [];
      throw new StackSlimError(`service ${user}: ${kind} ${key} is external, its content can't be read for a trial`, {
        code: "isolate.external-object",
        exitCode: 2,
        hint: `Give ${kind} ${key} a file, an environment variable or a content for the run, for instance in a second compose file.`,
      });
    }),
  );
};

const nothingLeft = (refused: readonly Refusal[]): StackSlimError =>
  new StackSlimError(
    `No service of the stack can run in a trial: ${refused.map(({ service, reason }) => `${service} ${reason}`).join("; ")}.`,
    {
      code: "isolate.nothing-left",
      exitCode: 2,
      hint: "In a second compose file, give the services a network of the stack for the run.",
    },
  );

const noImage = (service: string): StackSlimError =>
  new StackSlimError(`service ${service} has neither an image nor a build section`, {
    code: "isolate.no-image",
    exitCode: 2,
    hint: `Give ${service} an image in the compose file.`,
  });
