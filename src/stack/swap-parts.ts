import type { ComposeModel, ComposeService } from "../model/compose-model.js";

const tenancies = ["network_mode", "pid", "ipc"] as const;

/** These services and whoever lives in a namespace of one of them, which ends with its container. In the model's order. */
export function withTenants(services: readonly string[], model: ComposeModel): readonly string[] {
  const all = new Set(services);
  for (let before = -1; before !== all.size;) {
    before = all.size;
    for (const [name, spec] of Object.entries(model.services)) if (hostsOf(spec).some((host) => all.has(host))) all.add(name);
  }
  return Object.keys(model.services).filter((name) => all.has(name));
}

const hostsOf = (spec: ComposeService): readonly string[] =>
  tenancies.flatMap((key) => {
    const value = spec[key];
    return typeof value === "string" && value.startsWith("service:") ? [value.slice("service:".length)] : [];
  });

/** Engine names of the named volumes that only these services mount: what a service that failed left half done in them is not kept. */
export function ownVolumes(services: readonly string[], model: ComposeModel): readonly string[] {
  const mounts = Object.entries(model.services).flatMap(([name, { volumes = [] }]) =>
    volumes.flatMap(({ type, source }) => (type === "volume" && source !== undefined ? [{ name, source }] : [])),
  );
  const shared = new Set(mounts.filter(({ name }) => !services.includes(name)).map(({ source }) => source));
  const own = new Set(mounts.filter(({ name, source }) => services.includes(name) && !shared.has(source)).map(({ source }) => source));
  return [...own].flatMap((key) => {
    const volume = model.volumes?.[key];
    // An external one is the sensor's, or nothing a trial made.
    return volume?.external === true ? [] : [volume?.name ?? `${model.name ?? ""}_${key}`];
  });
}
