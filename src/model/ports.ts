import type { Readable } from "node:stream";
import type { ComposeModel } from "./compose-model.js";
import type { ImageInfo } from "./image.js";
import type { StackSource } from "./stack.js";

/** What the stages need of a Docker engine. Implemented in src/docker only. Every method rejects with a StackSlimError (exit 3) when the engine fails. */
export interface Engine {
  info(): Promise<EngineInfo>;
  /** undefined: the engine has no such image. */
  inspectImage(ref: string): Promise<ImageInfo | undefined>;
  /** The raw `docker save` archive of these images, layers they share once. */
  saveImages(refs: readonly string[]): Promise<Readable>;
  /** Loads a docker-archive; the images' names come from its manifest.json. */
  loadImages(archive: Readable): Promise<void>;
  removeImage(ref: string): Promise<void>;
  /** Gives an image a name, NAME:TAG; another image that had it has it no more. */
  tagImage(id: string, ref: string): Promise<void>;
  /** Pushes HOST[:PORT]/NAME:TAG with what `docker login` stored. Rejects with `push.unreachable`, `.denied`, `.tls`, `.credentials` or `.failed`. */
  pushImage(ref: string, signal: AbortSignal): Promise<PushedImage>;
  /** Removes the image of this id if it has no name left and no container uses it. */
  removeUnnamed(id: string): Promise<void>;
  containersOf(project: string): Promise<readonly ContainerState[]>;
  /** State changes of the project's containers (start, die, oom, health_status…), until the signal aborts. */
  events(project: string, signal: AbortSignal): AsyncIterable<ContainerEvent>;
  /** Last bytes of a container's log, both streams, at most `maxBytes`; `sinceMs` = epoch ms. */
  logs(containerId: string, options: { readonly maxBytes: number; readonly sinceMs?: number }): Promise<string>;
  /** Runs a command in a running container. Output is cut at 64 KiB. */
  exec(containerId: string, command: readonly string[], options: { readonly timeoutMs: number }): Promise<ExecResult>;
  /** undefined: the engine has no such volume. */
  inspectVolume(name: string): Promise<VolumeInfo | undefined>;
  /**
   * Makes a volume and runs a container on it that has no network and reads the other one, to its end; the container is gone then, the volume stays.
   * An abort ends it, with exit code 137.
   */
  fillVolume(fill: VolumeFill, signal: AbortSignal): Promise<ExecResult>;
  createVolume(name: string, labels: Readonly<Record<string, string>>): Promise<void>;
  removeVolume(name: string): Promise<void>;
  /** A tar of one path of a container, running or not. */
  copyFrom(containerId: string, path: string): Promise<Readable>;
  startObserver(options: ObserverOptions): Promise<string>;
  stopContainer(id: string, graceSeconds: number): Promise<ContainerState>;
  startContainer(id: string): Promise<void>;
  /** `name` as in SIGHUP. */
  signalContainer(id: string, name: string): Promise<void>;
  removeContainer(id: string): Promise<void>;
  /** What these containers use now and used so far, together. */
  usage(containerIds: readonly string[]): Promise<Usage>;
  /** Bytes that a project's containers have written so far, by service: beside their images, and into volumes of the project. Takes long; for telling only. */
  written(project: string): Promise<ReadonlyMap<string, number>>;
  /** Runs a container to its end on all networks of the project, and removes it. An abort ends it, with exit code 137. */
  runContainer(run: ContainerRun, signal: AbortSignal): Promise<ExecResult>;
  /**
   * Removes whatever a project of ours left: its containers, networks and volumes, and only those that carry our run label too. `unsettled`: compose
   * was ended or gave up in the middle, and what it had asked the engine for may still appear.
   */
  removeProject(project: string, options: { readonly unsettled: boolean }): Promise<void>;
}

export type EngineInfo = {
  readonly version: string;
  readonly apiVersion: string;
  readonly architecture: string;
  readonly storageDriver: string;
  readonly securityOptions: readonly string[];
  readonly memoryBytes: number;
  readonly cpus: number;
  /** Where the engine keeps its data, on its own machine. */
  readonly dataFolder?: string;
};
/** `digest`: of the manifest in the registry, `sha256:…`. Layers that the registry had are not sent again. */
export type PushedImage = { readonly digest: string; readonly layersSent: number; readonly layersPresent: number };
/** Memory without what the kernel could give back at once (inactive page cache); processor time of all processors. */
export type Usage = {
  readonly memoryBytes: number;
  readonly cpuSeconds: number;
  /** Ids of containers that have as many processes as they may. */
  readonly crowded?: readonly string[];
};
export type ExecResult = { readonly exitCode: number; readonly output: string };

/** A container beside a project's own. */
export type ContainerRun = {
  readonly name: string;
  readonly project: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly image: string;
  readonly entrypoint?: readonly string[];
  readonly command?: readonly string[];
  readonly user?: string;
  readonly workingDirectory?: string;
  readonly environment: Readonly<Record<string, string>>;
  /** Mount point → absolute path on the engine's host. */
  readonly readOnlyMounts: Readonly<Record<string, string>>;
};

export type VolumeInfo = {
  /** A time, as the engine gives it; empty where it gives none. */
  readonly createdAt: string;
  /** Names of the running containers that have it mounted. */
  readonly runningOn: readonly string[];
};

export type VolumeFill = {
  /** Of the container. */
  readonly name: string;
  /** Whose removal takes container and volume along. */
  readonly project: string;
  /** Of the container; those of the volume are `volumeLabels`. */
  readonly labels: Readonly<Record<string, string>>;
  readonly volumeLabels: Readonly<Record<string, string>>;
  readonly image: string;
  readonly command: readonly string[];
  /** A volume that is there, mounted read-only at `/from`. */
  readonly from: string;
  /** The one that is made, mounted at `/to`. */
  readonly to: string;
};

/** The container of the sensor's observer: pid host, no network, read-only, two capabilities. */
export type ObserverOptions = {
  readonly name: string;
  readonly image: string;
  readonly command: readonly string[];
  readonly labels: Readonly<Record<string, string>>;
  /** volume name → mount point */
  readonly volumes: Readonly<Record<string, string>>;
  /** Resolves when this line appears on its output. */
  readonly readyLine: string;
};

export type ContainerState = {
  readonly id: string;
  /** Of its first process, as the engine's machine counts; absent while it doesn't run. */
  readonly pid?: number;
  readonly name: string;
  readonly service: string;
  readonly image: string;
  /** Id of what the image's name stood for when the container was made. */
  readonly imageId?: string;
  /** Bytes it may use; absent: no limit. */
  readonly memoryLimitBytes?: number;
  /** Processes and threads it may have; absent: no limit. */
  readonly processLimit?: number;
  readonly status: "created" | "running" | "restarting" | "paused" | "exited" | "dead" | "removing";
  readonly health: "none" | "starting" | "healthy" | "unhealthy";
  readonly exitCode: number;
  readonly oomKilled: boolean;
  readonly restarts: number;
  readonly error: string;
  /** Epoch ms of the last start; 0 when never started. */
  readonly startedAt: number;
  /** TCP container port → loopback host port. */
  readonly ports: Readonly<Record<number, number>>;
  /** UDP container port → loopback host port. */
  readonly udpPorts?: Readonly<Record<number, number>>;
  /** Addresses on its networks. */
  readonly addresses: readonly string[];
  /** The last output of the healthcheck, at most 4 KiB. */
  readonly healthOutput: string;
};

export type ContainerEvent = {
  readonly service: string;
  readonly containerId: string;
  readonly action: string;
  readonly exitCode?: number;
};

/** A project that stack-slim itself boots: its own file, its own name. */
export type ComposeRun = {
  readonly project: string;
  readonly file: string;
  readonly projectDirectory: string;
  /** Files of variables that the user named: what secrets and configs of a variable take their content from. */
  readonly envFiles?: readonly string[];
};

export type ComposeUp = { readonly ok: boolean; readonly output: string };

/** What the stages need of the compose CLI. Implemented in src/docker only. */
export interface Compose {
  /** `docker compose config`; compose's own message in a StackSlimError (exit 2) when it refuses the file. Its warnings go to `warn`, one a call. */
  config(source: StackSource, warn?: (message: string) => void): Promise<ComposeModel>;
  /** Builds the images of services that have a build section and whose image is absent. */
  build(source: StackSource, services: readonly string[], signal: AbortSignal): Promise<void>;
  /** Pulls the images of these services. */
  pull(source: StackSource, services: readonly string[], signal: AbortSignal): Promise<void>;
  /** `up --detach --no-build --pull never`. A service that fails is a result, not an error. */
  up(run: ComposeRun, signal: AbortSignal): Promise<ComposeUp>;
  /** Ends and removes the containers of these services, with their anonymous volumes; nothing waits for their grace period. */
  remove(run: ComposeRun, services: readonly string[], signal: AbortSignal): Promise<void>;
  /** `up` of these services alone, as the run's file has them now, whatever they depend on. */
  start(run: ComposeRun, services: readonly string[], signal: AbortSignal): Promise<ComposeUp>;
  stop(run: ComposeRun, services: readonly string[], signal: AbortSignal): Promise<void>;
  restart(run: ComposeRun, services: readonly string[], signal: AbortSignal): Promise<void>;
  /** `down --volumes --remove-orphans --timeout N` of our own project. Not abortable: it is the clean-up. */
  down(run: ComposeRun): Promise<void>;
}

/** Text of a file the stack mounts; undefined when it is missing, not a regular file, larger than 256 KiB or not text. */
export type ReadConfigFile = (path: string) => string | undefined;
