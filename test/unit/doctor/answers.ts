import type { RawInfo, RawVersion } from "../../../src/docker/engine-facts.js";

/**
 * What engines answer to GET /info and GET /version, cut to what is read of it. `docker20` was recorded; the others have its shape with what is
 * known to differ (security options, driver status, cgroups, names), and were seen on no such engine.
 */
export type Answers = { readonly info: RawInfo; readonly version: RawVersion };

/** When the answers were given, epoch ms. */
export const askedMs = Date.parse("2026-11-22T11:43:25.768Z");

const docker20: Answers = {
  info: {
    Driver: "overlay2",
    DriverStatus: [
      ["Backing Filesystem", "extfs"],
      ["Supports d_type", "true"],
      ["Native Overlay Diff", "true"],
      ["userxattr", "false"],
    ],
    CgroupDriver: "cgroupfs",
    CgroupVersion: "1",
    KernelVersion: "6.18.44-fc-v669",
    OperatingSystem: "Debian GNU/Linux 12 (bookworm)",
    OSType: "linux",
    Name: "vm",
    NCPU: 2,
    MemTotal: 25_276_502_016,
    DockerRootDir: "/var/lib/docker",
    SystemTime: "2026-11-22T11:43:25.768408612Z",
    SecurityOptions: ["name=seccomp,profile=default"],
  },
  version: {
    Components: [
      { Name: "Engine", Version: "20.10.24+dfsg1" },
      { Name: "containerd", Version: "1.6.20~ds1" },
    ],
    Version: "20.10.24+dfsg1",
    ApiVersion: "1.41",
    Os: "linux",
    Arch: "amd64",
    KernelVersion: "6.18.44-fc-v669",
  },
};

const docker28 = (info: RawInfo): Answers => ({
  info: {
    ...docker20.info,
    CgroupDriver: "systemd",
    CgroupVersion: "2",
    SecurityOptions: ["name=apparmor", "name=seccomp,profile=builtin", "name=cgroupns"],
    ...info,
  },
  version: { ...docker20.version, Version: "28.3.0", ApiVersion: "1.51" },
});

export const answers = {
  docker20,
  docker28: docker28({}),
  containerd: docker28({ Driver: "overlayfs", DriverStatus: [["driver-type", "io.containerd.snapshotter.v1"]] }),
  vfs: docker28({ Driver: "vfs", DriverStatus: null }),
  rootless: docker28({
    Driver: "fuse-overlayfs",
    CgroupDriver: "none",
    DockerRootDir: "/home/ada/.local/share/docker",
    SecurityOptions: ["name=seccomp,profile=builtin", "name=rootless", "name=cgroupns"],
  }),
  userns: docker28({ SecurityOptions: ["name=seccomp,profile=builtin", "name=userns"] }),
  desktop: docker28({ OperatingSystem: "Docker Desktop", Name: "docker-desktop", MemTotal: 1_900_000_000 }),
  noSeccomp: docker28({ SecurityOptions: [] }),
  oldKernel: docker28({ KernelVersion: "5.4.0-150-generic" }),
  middleKernel: docker28({ KernelVersion: "5.15.0-125-generic" }),
  windows: { ...docker28({ OSType: "windows", KernelVersion: "10.0 20348" }), version: { ...docker20.version, Os: "windows" } },
  oldApi: { ...docker20, version: { ...docker20.version, Version: "19.03.15", ApiVersion: "1.40" } },
  riscv: { ...docker28({}), version: { ...docker20.version, Arch: "riscv64" } },
  late: docker28({ SystemTime: "2026-11-22T11:43:15.768Z" }),
  podman: {
    info: {
      Driver: "overlay",
      DriverStatus: [["Backing Filesystem", "extfs"]],
      CgroupDriver: "systemd",
      CgroupVersion: "2",
      KernelVersion: "6.5.5-300.fc39.x86_64",
      OperatingSystem: "fedora",
      OSType: "linux",
      Name: "sb470",
      NCPU: 4,
      MemTotal: 20_849_172_480,
      DockerRootDir: "/home/ada/.local/share/containers/storage",
      SystemTime: "2026-11-22T11:43:25.900Z",
      SecurityOptions: ["name=seccomp,profile=default", "name=rootless"],
      Rootless: true,
    },
    version: {
      Components: [{ Name: "Podman Engine", Version: "4.9.3" }],
      Version: "4.9.3",
      ApiVersion: "1.41",
      Os: "linux",
      Arch: "amd64",
      KernelVersion: "6.5.5-300.fc39.x86_64",
    },
  },
} as const satisfies Readonly<Record<string, Answers>>;
