import type { XrayConfig } from "../../model/xray.js";

/** What of an image's config this file reads. Source: OCI image spec, config.md; Docker image spec v1.2. */
type RawConfig = {
  readonly config?: {
    readonly Entrypoint?: readonly string[] | null;
    readonly Cmd?: readonly string[] | null;
    readonly User?: string;
    readonly WorkingDir?: string;
    readonly Volumes?: Readonly<Record<string, unknown>> | null;
    readonly ExposedPorts?: Readonly<Record<string, unknown>> | null;
    readonly Healthcheck?: { readonly Test?: readonly string[] | null } | null;
    readonly StopSignal?: string;
  } | null;
  readonly history?: readonly { readonly created_by?: string; readonly empty_layer?: boolean }[] | null;
  readonly rootfs?: { readonly diff_ids?: readonly string[] | null } | null;
};

export type ImageFacts = {
  readonly config: XrayConfig;
  /** Of each layer, lowest first; null: the history has other layers than the image. */
  readonly layers: readonly { readonly diffId: string; readonly command: string | null }[];
};

/** Reads an image's config as it stands in its archive. */
export function imageFacts(configText: string): ImageFacts {
  const { config, history, rootfs } = JSON.parse(configText) as RawConfig;
  const diffIds = rootfs?.diff_ids ?? [];
  const makers = (history ?? []).filter(({ empty_layer }) => empty_layer !== true).map(({ created_by }) => created_by ?? null);
  const test = config?.Healthcheck?.Test ?? [];
  return {
    config: {
      entrypoint: config?.Entrypoint ?? [],
      command: config?.Cmd ?? [],
      user: config?.User ?? "",
      workingDirectory: config?.WorkingDir ?? "",
      volumes: Object.keys(config?.Volumes ?? {}).sort(),
      ports: Object.keys(config?.ExposedPorts ?? {}).sort((a, b) => Number.parseInt(a) - Number.parseInt(b)),
      healthcheck: test.length === 0 || test[0] === "NONE" ? null : test,
      stopSignal: config?.StopSignal ?? null,
    },
    layers: diffIds.map((diffId, at) => ({ diffId, command: makers.length === diffIds.length ? (makers[at] ?? null) : null })),
  };
}
