/** What the engine says of an image. `bytes` is the engine's Size: the sum of its layers' regular-file bytes, uncompressed. */
export type ImageInfo = {
  /** Content id, `sha256:…`. */
  readonly id: string;
  readonly ref: string;
  readonly bytes: number;
  readonly architecture: string;
  readonly os: string;
  /** Layer diff ids, lowest first. */
  readonly layers: readonly string[];
  readonly config: ImageConfig;
};

/** The run configuration of an image, empty fields left as empty. Source: OCI image spec, config.md. */
export type ImageConfig = {
  readonly entrypoint: readonly string[];
  readonly command: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
  readonly user: string;
  readonly workingDirectory: string;
  readonly volumes: readonly string[];
  /** Ports as `80/tcp`. */
  readonly exposedPorts: readonly string[];
  /** Docker's form: `["CMD", …]`, `["CMD-SHELL", "…"]`, `["NONE"]`; absent when the image has none. */
  readonly healthcheck?: readonly string[];
  /** Times of that healthcheck, ms; what is absent is the engine's default. */
  readonly healthTimes?: { readonly intervalMs?: number; readonly startPeriodMs?: number; readonly retries?: number };
  readonly labels: Readonly<Record<string, string>>;
  readonly stopSignal?: string;
  /** What runs the shell form of a healthcheck; absent: `/bin/sh -c`. */
  readonly shell?: readonly string[];
};
