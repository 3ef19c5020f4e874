/** What Dockerfiles say of an image's config, as it stands in an archive. Source: Docker image spec v1.2; OCI image spec, config.md. */
export type RawConfig = {
  readonly created?: string;
  readonly architecture?: string;
  readonly os?: string;
  readonly config?: RunConfig | null;
  readonly history?: readonly HistoryEntry[] | null;
  readonly rootfs?: { readonly diff_ids?: readonly string[] | null } | null;
};

export type RunConfig = {
  readonly Env?: readonly string[] | null;
  readonly Entrypoint?: readonly string[] | null;
  readonly Cmd?: readonly string[] | null;
  readonly User?: string;
  readonly WorkingDir?: string;
  readonly Volumes?: Readonly<Record<string, unknown>> | null;
  readonly ExposedPorts?: Readonly<Record<string, unknown>> | null;
  readonly Labels?: Readonly<Record<string, string>> | null;
  readonly Healthcheck?: Healthcheck | null;
  readonly StopSignal?: string;
  readonly Shell?: readonly string[] | null;
  readonly OnBuild?: readonly string[] | null;
};

/** Times in nanoseconds. */
export type Healthcheck = {
  readonly Test?: readonly string[] | null;
  readonly Interval?: number;
  readonly Timeout?: number;
  readonly StartPeriod?: number;
  readonly StartInterval?: number;
  readonly Retries?: number;
};

export type HistoryEntry = { readonly created_by?: string; readonly comment?: string; readonly empty_layer?: boolean };

export const parseConfig = (configText: string): RawConfig => JSON.parse(configText) as RawConfig;
