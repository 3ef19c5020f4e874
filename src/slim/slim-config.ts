import type { Policy } from "../model/config.js";

export type SlimConfigOptions = {
  /** The original's config, as it stands in its archive. */
  readonly configText: string;
  readonly originalId: string;
  readonly policy: Policy;
  /** Lowest first. `sharedBy`: services whose images were made to have this layer too. */
  readonly layers: readonly { readonly diffId: string; readonly sharedBy?: readonly string[] }[];
  /** Labels to add beside stack-slim.original and stack-slim.policy. */
  readonly labels: Readonly<Record<string, string>>;
};

/** Fields that tell of the container an image was committed from; they are not the image's. */
const buildLeftovers: ReadonlySet<string> = new Set(["container", "container_config", "parent", "parent_id", "id"]);

/**
 * The slim image's config: the original's, key for key, but for its layers, its history (one entry a layer, which says what made it) and
 * labels. `created` stays the original's, so that the same input gives the same image id.
 */
export function slimConfig({ configText, originalId, policy, layers, labels: added }: SlimConfigOptions): string {
  const original = JSON.parse(configText) as Record<string, unknown>;
  const config = (original["config"] ?? {}) as Record<string, unknown>;
  const labels = (config["Labels"] ?? {}) as Record<string, string>;
  const slim: Record<string, unknown> = {
    ...original,
    config: { ...config, Labels: { ...labels, ...added, "stack-slim.original": originalId, "stack-slim.policy": policy } },
    rootfs: { type: "layers", diff_ids: layers.map(({ diffId }) => diffId) },
    history: layers.map(({ sharedBy }) => ({
      ...pick(original, "created"),
      created_by: sharedBy === undefined ? `stack-slim: ${policy} of ${originalId}` : `stack-slim: common to ${sharedBy.join(", ")}`,
    })),
  };
  return JSON.stringify(Object.fromEntries(Object.entries(slim).filter(([key]) => !buildLeftovers.has(key))));
}

function pick(from: Readonly<Record<string, unknown>>, key: string): Readonly<Record<string, unknown>> {
  return from[key] === undefined ? {} : { [key]: from[key] };
}
