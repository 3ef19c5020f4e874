import type { EngineFacts } from "../model/doctor.js";

/** The fields read here of GET /info and GET /version. Source: Docker Engine API 1.41; Podman's answers lack some and add others. */
export type RawInfo = {
  readonly Driver?: string;
  readonly DriverStatus?: readonly (readonly [string, string])[] | null;
  readonly SecurityOptions?: readonly string[] | null;
  readonly CgroupDriver?: string;
  readonly CgroupVersion?: string;
  readonly KernelVersion?: string;
  readonly OperatingSystem?: string;
  readonly OSType?: string;
  readonly Name?: string;
  readonly MemTotal?: number;
  readonly NCPU?: number;
  readonly DockerRootDir?: string;
  readonly SystemTime?: string;
  readonly Rootless?: boolean;
};
export type RawVersion = {
  readonly Version?: string;
  readonly ApiVersion?: string;
  readonly Arch?: string;
  readonly Os?: string;
  readonly KernelVersion?: string;
  readonly Components?: readonly { readonly Name?: string; readonly Version?: string }[] | null;
};

/** `askedMs`: when the question was half way answered, by this machine's clock, epoch ms. */
export function engineFacts(info: RawInfo, version: RawVersion, askedMs: number): EngineFacts {
  const options = (info.SecurityOptions ?? []).map((option) => option.split(",")[0]?.replace("name=", "") ?? "");
  const isPodman = (version.Components ?? []).some(({ Name = "" }) => /podman/i.test(Name));
  const time = info.SystemTime === undefined ? NaN : Date.parse(info.SystemTime);
  const driver = info.CgroupDriver ?? "";
  return {
    name: `${isPodman ? "Podman" : "Docker"} ${version.Version ?? ""}`.trim(),
    kind: isPodman ? "podman" : "docker",
    apiVersion: version.ApiVersion ?? "",
    os: info.OSType ?? version.Os ?? "",
    architecture: version.Arch ?? "",
    kernel: info.KernelVersion ?? version.KernelVersion ?? "",
    operatingSystem: info.OperatingSystem ?? "",
    storageDriver: info.Driver ?? "",
    containerdStore: (info.DriverStatus ?? []).some(
      ([key, value]) => key === "driver-type" && value.startsWith("io.containerd.snapshotter"),
    ),
    cgroupVersion: info.CgroupVersion ?? "",
    cgroups: driver !== "none",
    rootless: options.includes("rootless") || info.Rootless === true,
    userNamespaces: options.includes("userns"),
    seccomp: options.includes("seccomp"),
    desktop: info.OperatingSystem === "Docker Desktop" || info.Name === "docker-desktop",
    memoryBytes: info.MemTotal ?? 0,
    cpus: info.NCPU ?? 0,
    rootFolder: info.DockerRootDir ?? "",
    ...(Number.isNaN(time) ? {} : { skewMs: Math.round(time - askedMs) }),
  };
}
