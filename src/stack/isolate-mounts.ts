import type { ComposeMount, ComposeService } from "../model/compose-model.js";
import type { BindCopy, IsolateOptions, SourceKind, Warn } from "./isolate-options.js";
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
 * another copied one leads into that copy, so that services which share a folder still share it, the ones that only read it too. Which lies where is
 * judged by real paths: through a link in a copied folder a container could otherwise write to what the link leads to.
 */
export const isolateMounts = (
  services: Readonly<Record<string, ComposeService>>,
  options: Pick<IsolateOptions, "scratchDir" | "sourceKind" | "realPath" | "cloned">,
  warn: Warn,
): IsolatedMounts => {
  const kindOf = options.sourceKind ?? kindByName;
  const realPath = options.realPath ?? ((path: string) => path);
  const resolved = (mount: ComposeMount): ComposeMount =>
    isTree(mount, kindOf) && mount.source !== undefined ? { ...mount, source: realPath(mount.source) } : mount;
  const all = Object.entries(services).flatMap(([service, spec]) =>
    (spec.volumes ?? []).map((mount) => ({ service, mount: resolved(mount) })),
  );
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
      // A copy has what the subpath leads to.
      if (mount.source !== undefined && options.cloned?.has(mount.source) === true) return mount;
      const named = withoutSubpath(mount);
      if (named.source !== mount.source && named.source !== undefined) {
        subpathVolumes.push(named.source);
        warn(`${service}: the subpath of volume ${mount.source ?? ""} at ${mount.target} is an empty volume of its own`);
      }
      return named;
    }
    if (mount.type !== "bind" || mount.source === undefined) return mount;
    const kind = kindOf(mount.source);
    // Given as in the file; hostAccess says so.
    if (kind === "socket" || kind === "device") return mount;
    const source = realPath(mount.source);
    if (kind === "absent") warn(`${service}: ${mount.source} isn't there, or can't be looked at: ${mount.target} is an empty folder`);
    const to = placeOf(source);
    if (to !== undefined) return { ...withBind(mount, "propagation", "recursive"), source: to };
    if (!mount.read_only)
      warn(`${service}: ${mount.source} is the host's own and can't be copied, it is mounted read-only at ${mount.target}`);
    return { ...received(mount), read_only: true };
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

const isTree = (mount: ComposeMount, kindOf: (path: string) => SourceKind): boolean => {
  const kind = mount.type === "bind" && mount.source !== undefined ? kindOf(mount.source) : undefined;
  return kind === "file" || kind === "directory" || kind === "absent";
};

const isSystem = (path: string): boolean => systemRoots.has(path) || systemTrees.some((tree) => path === tree || isBelow(path, tree));
const isBelow = (path: string, tree: string): boolean => path !== tree && path.startsWith(tree.endsWith("/") ? tree : `${tree}/`);
const slug = (path: string): string => (path.split("/").at(-1) ?? "").replaceAll(/[^\w.-]/g, "_") || "root";

export const kindByName = (path: string): SourceKind => {
  if (/\.sock(et)?$/.test(path)) return "socket";
  return path.startsWith("/dev/") ? "device" : "directory";
};

// Propagation says how mounts made below a source spread, and recursion how those already there are mounted; a copy has none.
const withBind = (mount: ComposeMount, ...without: readonly string[]): ComposeMount =>
  mount.bind === undefined ? mount : { ...mount, bind: omit(mount.bind as Record<string, unknown>, ...without) };

/** A mount of the user's own tree to which nothing comes from the container: no mount made in it, no write through one that lies below. */
const received = (mount: ComposeMount): ComposeMount => {
  const { propagation, recursive } = (mount.bind ?? {}) as { readonly propagation?: string; readonly recursive?: string };
  const plain = recursive === "writable" ? withBind(mount, "recursive") : mount;
  if (propagation !== "shared" && propagation !== "rshared") return plain;
  return { ...plain, bind: { ...(plain.bind as object), propagation: propagation.replace("shared", "slave") } };
};

const withoutSubpath = (mount: ComposeMount): ComposeMount => {
  const { subpath, ...volume } = (mount.volume ?? {}) as Record<string, unknown>;
  if (typeof subpath !== "string" || mount.source === undefined) return mount;
  return { ...mount, source: `${mount.source}--${subpath.replaceAll(/[^\w.-]/g, "_")}`, volume };
};
