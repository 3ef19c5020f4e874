import type { ComposeMount, ComposeService } from "../model/compose-model.js";
import type { BindCopy, IsolateOptions, SourceKind, Warn } from "./isolate-options.js";
import { isEngineSocket } from "./isolate-refusals.js";
import { omit } from "./omit.js";

export type IsolatedMounts = {
  readonly mounts: Readonly<Record<string, readonly ComposeMount[]>>;
  readonly copies: readonly BindCopy[];
  /** Volumes that stand for one subpath of another, by key. */
  readonly subpathVolumes: readonly string[];
};

// Copying these would copy the machine, and what is below the first group is the kernel's or the engine's own state.
const systemTrees = ["/proc", "/sys", "/dev", "/run", "/var/run", "/var/lib/docker", "/lib/modules", "/boot"];
const systemRoots = new Set([
  "/",
  "/bin",
  "/etc",
  "/home",
  "/lib",
  "/media",
  "/mnt",
  "/opt",
  "/root",
  "/sbin",
  "/srv",
  "/tmp",
  "/usr",
  "/var",
  "/var/lib",
]);

/**
 * The mounts of every service with nothing of the user's to write to. A writable bind mount becomes a copy under `scratchDir`; a source that lies in
 * another copied one leads into that copy, so that services which share a folder still share it, the ones that only read it too.
 */
export const isolateMounts = (
  services: Readonly<Record<string, ComposeService>>,
  options: Pick<IsolateOptions, "scratchDir" | "sourceKind">,
  warn: Warn,
): IsolatedMounts => {
  const kindOf = options.sourceKind ?? kindByName;
  const all = Object.entries(services).flatMap(([service, spec]) => (spec.volumes ?? []).map((mount) => ({ service, mount })));
  const copied = all.flatMap(({ mount }) => (isCopied(mount, kindOf) ? [mount.source ?? ""] : []));
  const roots = [...new Set(copied)].sort().filter((path, _, paths) => !paths.some((other) => isBelow(path, other)));
  const places = new Map(roots.map((root, index) => [root, `${options.scratchDir}/binds/${index + 1}-${slug(root)}`]));
  const placeOf = (source: string): string | undefined => {
    const root = roots.find((candidate) => source === candidate || isBelow(source, candidate));
    return root === undefined ? undefined : `${places.get(root) ?? ""}${source.slice(root.length)}`;
  };

  const subpathVolumes: string[] = [];
  const place = (service: string, mount: ComposeMount): ComposeMount => {
    if (mount.type === "volume") {
      const named = withoutSubpath(mount);
      if (named.source !== mount.source && named.source !== undefined) {
        subpathVolumes.push(named.source);
        warn(`${service}: the subpath of volume ${mount.source ?? ""} at ${mount.target} is an empty volume of its own`);
      }
      return named;
    }
    if (mount.type !== "bind" || mount.source === undefined) return mount;
    const kind = kindOf(mount.source);
    if (kind === "socket" || kind === "device") {
      const whose = isEngineSocket(mount.source)
        ? "the engine's socket, with which it can reach every container"
        : `the host's ${kind} ${mount.source}`;
      warn(`${service}: is given ${whose}, as in the file`);
      return mount;
    }
    const to = placeOf(mount.source);
    if (to !== undefined) return { ...withoutPropagation(mount), source: to };
    if (!mount.read_only) {
      warn(`${service}: ${mount.source} is the host's own and can't be copied, it is mounted read-only at ${mount.target}`);
      return { ...mount, read_only: true };
    }
    return mount;
  };

  const mounts = Object.fromEntries(
    Object.entries(services).map(([service, spec]) => [service, (spec.volumes ?? []).map((mount) => place(service, mount))]),
  );
  const copies = all.flatMap(({ service, mount }): BindCopy[] => {
    const { source, target } = mount;
    const to = isCopied(mount, kindOf) && source !== undefined ? placeOf(source) : undefined;
    if (to === undefined || source === undefined) return [];
    if (kindOf(source) === "absent") return [{ service, source, target, to, absent: true }];
    // What lies in a root comes with the copy of the root.
    return places.has(source) ? [{ service, source, target, to }] : [];
  });
  const once = [...new Map(copies.map((copy) => [copy.to, copy])).values()];
  return { mounts, copies: once, subpathVolumes: [...new Set(subpathVolumes)] };
};

// An absent source is "copied" even when it is only read: the engine would make the folder in the user's tree.
const isCopied = (mount: ComposeMount, kindOf: (path: string) => SourceKind): boolean => {
  if (mount.type !== "bind" || mount.source === undefined) return false;
  const kind = kindOf(mount.source);
  if (kind === "absent") return true;
  return !mount.read_only && (kind === "file" || kind === "directory") && !isSystem(mount.source);
};

const isSystem = (path: string): boolean => systemRoots.has(path) || systemTrees.some((tree) => path === tree || isBelow(path, tree));
const isBelow = (path: string, tree: string): boolean => path !== tree && path.startsWith(tree.endsWith("/") ? tree : `${tree}/`);
const slug = (path: string): string => (path.split("/").at(-1) ?? "").replaceAll(/[^\w.-]/g, "_") || "root";

const kindByName = (path: string): SourceKind => {
  if (/\.sock(et)?$/.test(path)) return "socket";
  return path.startsWith("/dev/") ? "device" : "directory";
};

// Propagation says how mounts made below a source spread; a copy has none.
const withoutPropagation = (mount: ComposeMount): ComposeMount => {
  return { ...mount, bind: omit((mount.bind ?? {}) as Record<string, unknown>, "propagation") };
};

const withoutSubpath = (mount: ComposeMount): ComposeMount => {
  const { subpath, ...volume } = (mount.volume ?? {}) as Record<string, unknown>;
  if (typeof subpath !== "string" || mount.source === undefined) return mount;
  return { ...mount, source: `${mount.source}--${subpath.replaceAll(/[^\w.-]/g, "_")}`, volume };
};
