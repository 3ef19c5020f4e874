/** Where the docker CLI, and so stack-slim, looks for the engine. `host` undefined: the default socket. */
export type EngineEndpoint = { readonly host?: string; readonly from: "DOCKER_HOST" | "the docker context" | "the default" };

/** What an engine says of itself that decides whether stack-slim can work with it. Empty texts: it doesn't say. */
export type EngineFacts = {
  /** `Docker 20.10.24`, `Podman 4.9.3`. */
  readonly name: string;
  readonly kind: "docker" | "podman";
  /** As MAJOR.MINOR. */
  readonly apiVersion: string;
  readonly os: string;
  /** Docker's name of it: amd64, arm64. */
  readonly architecture: string;
  readonly kernel: string;
  readonly operatingSystem: string;
  readonly storageDriver: string;
  /** The storage is containerd's. */
  readonly containerdStore: boolean;
  /** `1`, `2`; empty: none, or not told. */
  readonly cgroupVersion: string;
  /** Whether containers can be limited and counted: no control groups for a rootless engine without delegation. */
  readonly cgroups: boolean;
  readonly rootless: boolean;
  readonly userNamespaces: boolean;
  readonly seccomp: boolean;
  readonly desktop: boolean;
  readonly memoryBytes: number;
  readonly cpus: number;
  /** Folder of images and containers, on the engine's machine. */
  readonly rootFolder: string;
  /** Its clock minus this machine's, ms; undefined: it doesn't tell. */
  readonly skewMs?: number;
};

/** Free room of the file system that holds a folder. */
export type Room = { readonly what: string; readonly folder: string; readonly freeBytes: number };

export type Level = "ok" | "warning" | "failure";

/** One thing that was looked at. `mend` is there unless it is ok. */
export type Finding = {
  /** Stable, lower-case, with dashes: scripts match on it. */
  readonly id: string;
  /** What it is of, for a person. */
  readonly about: string;
  readonly level: Level;
  readonly found: string;
  readonly mend?: string;
};

/** What `doctor` found. Shape: schema/doctor.schema.json. `level`: the worst of the findings; `apply` can work unless that is a failure. */
export type Diagnosis = { readonly version: 1; readonly level: Level; readonly findings: readonly Finding[] };
