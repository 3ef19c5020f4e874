import type { ComposeModel } from "../model/compose-model.js";
import type { ImageHealth } from "./isolate-health.js";

/** What lies at a path of the engine's host, links followed. */
export type SourceKind = "file" | "directory" | "socket" | "device" | "absent";

export type IsolateOptions = {
  /** The trial's own project name. */
  readonly project: string;
  /** Value of the label `stack-slim.run`. */
  readonly run: string;
  /** The image each service runs; a service that isn't named keeps its own. */
  readonly images: Readonly<Record<string, string>>;
  /** TCP ports of a service that the host must reach, besides those the user's file publishes. */
  readonly probePorts: Readonly<Record<string, readonly number[]>>;
  /** The same for UDP. */
  readonly udpProbePorts?: Readonly<Record<string, readonly number[]>>;
  /** Folder of the trial that copies of writable bind mounts go to; absolute. */
  readonly scratchDir: string;
  /** What a bind mount's source is. Without it sockets and devices are told by their names, and every source counts as present. */
  readonly sourceKind?: (path: string) => SourceKind;
  /** A path of the engine's host with every link on it followed. Without it paths count as real. */
  readonly realPath?: (path: string) => string;
  /** Times of the images' own healthchecks, by service; one that isn't named has no healthcheck of its image's. */
  readonly imageHealth?: Readonly<Record<string, ImageHealth>>;
  /** Memory of the engine's machine: services without a limit get one. Without it they get none. */
  readonly memoryBytes?: number;
  /** Refuse every service that mounts the engine's socket. */
  readonly denyDockerSocket?: boolean;
  /** Volumes, by the model's key, that get what the user's have in them before anything starts; all others begin empty. */
  readonly cloned?: ReadonlySet<string>;
};

/** A file or folder that has to be at `to` before the trial starts, because a service may write to it. Services that share a source share the copy. */
export type BindCopy = {
  /** One of the services that mount it. */
  readonly service: string;
  readonly source: string;
  /** Mount point in the container. */
  readonly target: string;
  readonly to: string;
  /** The source isn't there: an empty folder takes its place, as the engine would make one. */
  readonly absent?: boolean;
};

/**
 * A volume of the user's, by its name in the engine, that is read once, and the trial's own that its content goes to before anything starts.
 * `labels`: by which compose and a clean-up know the new one as the trial's.
 */
export type VolumeClone = { readonly from: string; readonly to: string; readonly labels: Readonly<Record<string, string>> };

/** A service that would reach what isn't the trial's. It is left out of every trial and stays original. */
export type Refusal = { readonly service: string; readonly reason: string };

export type IsolatedStack = {
  /** A complete compose file of its own, `$` not escaped yet. */
  readonly model: ComposeModel;
  readonly warnings: readonly string[];
  readonly copies: readonly BindCopy[];
  /** Of `cloned`, those that a service of the trial mounts. */
  readonly volumeClones: readonly VolumeClone[];
  readonly refused: readonly Refusal[];
  /** For a service that lives in another one's network: the service whose container publishes its ports. */
  readonly portOwners: Readonly<Record<string, string>>;
};

/** Where a part of isolate says what it changed beyond names. */
export type Warn = (message: string) => void;
