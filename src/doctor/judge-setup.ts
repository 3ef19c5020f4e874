import type { EngineEndpoint, EngineFacts, Finding } from "../model/doctor.js";
import { failure, ok, warning } from "./finding.js";

const slowDrivers: Readonly<Record<string, string>> = {
  vfs: "copies the whole file system for every layer and container, which is slow and takes much room",
  "fuse-overlayfs": "goes through a program for every file, which is slow",
  devicemapper: "is no longer part of current engines",
  aufs: "is no longer part of current engines",
};

/** How images are stored: what decides how long a save, a load and a boot take. */
export function judgeStorage({ storageDriver, containerdStore, kind }: EngineFacts): Finding {
  const [id, about] = ["storage", "storage"];
  const slow = slowDrivers[storageDriver];
  if (slow !== undefined)
    return warning(
      id,
      about,
      `${storageDriver}, which ${slow}`,
      'Where the kernel allows it, set `"storage-driver": "overlay2"` in daemon.json.',
    );
  if (containerdStore)
    return warning(
      id,
      about,
      `${storageDriver}, kept by containerd: sizes that the engine tells include compressed layers; tested less than overlay2`,
      'Nothing is needed; `"features": { "containerd-snapshotter": false }` in daemon.json gives overlay2, with another set of images.',
    );
  return ok(id, about, storageDriver === "overlay" && kind === "podman" ? "overlay" : storageDriver || "not told");
}

/** Control groups: limits of services, and the figures of `measure` and of how many stacks may run at once. */
export const judgeCgroups = ({ cgroupVersion, cgroups, rootless }: EngineFacts): Finding =>
  cgroups
    ? ok("cgroups", "control groups", cgroupVersion === "" ? "there, of a version that isn't told" : `version ${cgroupVersion}`)
    : warning(
        "cgroups",
        "control groups",
        "none for containers: limits of services don't hold, and memory and processor time can't be measured",
        rootless
          ? "Delegate them to the user: cgroup v2 and systemd, with `Delegate=cpu cpuset io memory pids`."
          : "Start the engine with a cgroup driver.",
      );

/** Who containers are on the engine's machine: the observer looks at processes of all of them. */
export function judgeUsers({ rootless, userNamespaces }: EngineFacts): Finding {
  const [id, about] = ["users", "users"];
  if (rootless)
    return warning(
      id,
      about,
      "the engine is rootless; the sensor was never tried there",
      "Where the sensor fails below, use an engine that root runs.",
    );
  if (userNamespaces)
    return failure(
      id,
      about,
      "the engine maps users (userns-remap), with which it refuses `pid: host`, and the sensor's observer needs that",
      'Remove "userns-remap" from daemon.json, or use another engine for `apply`: the slim images work on both.',
    );
  return ok(id, about, "as on the machine: neither rootless nor mapped");
}

/** Whether ports that are published on the engine's 127.0.0.1 can be reached from here. `ownAddresses`: of this machine. */
export function judgePlace({ host, from }: EngineEndpoint, ownAddresses: readonly string[]): Finding {
  const [id, about] = ["place", "place"];
  const name = host ?? "the default socket";
  if (host === undefined || /^(unix|npipe):/.test(host)) return ok(id, about, `${name}, by ${from}`);
  const machine = URL.canParse(host) ? new URL(host).hostname.replace(/^\[|\]$/g, "") : host;
  if (/^(localhost|127\.|::1$)/.test(machine) || ownAddresses.includes(machine))
    return warning(
      id,
      about,
      `${name}, by ${from}: a port of this machine, which may lead to another one or into a container`,
      "Nothing is needed where ports that containers publish on 127.0.0.1 are reached from here.",
    );
  return failure(
    id,
    about,
    `${name}, by ${from}: another machine, on whose 127.0.0.1 the ports of a trial are published, out of reach for probes and checks`,
    "Run stack-slim on that machine, or point DOCKER_HOST or `docker context use` at an engine of this one.",
  );
}
