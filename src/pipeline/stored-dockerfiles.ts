import type { ImageLayer, SlimImage } from "../model/slim-image.js";
import { originalDockerfile, type Secrets, slimConfig, slimDockerfile } from "../slim/index.js";
import { isSecretVariable } from "../stack/secret-values.js";
import { slimLabels } from "./make-slim-images.js";
import type { RunContext } from "./run-context.js";

/** `context`: the folder that `docker build` takes; what else it needs comes by `stack-slim export`. */
export const dockerfilePlaces = (service: string): { readonly original: string; readonly slim: string; readonly context: string } => ({
  original: `services/${service}/Dockerfile.original`,
  slim: `services/${service}/slim/Dockerfile`,
  context: `services/${service}/slim`,
});

/** What a slim image's original was. */
export type OriginalParts = { readonly originalConfig: string; readonly originalLayers: readonly ImageLayer[]; readonly system?: string };

/** Writes of a service what its original was probably made by, and what makes its slim image anew. */
export async function writeDockerfiles(
  { workspace, secrets: texts, stack }: Pick<RunContext, "workspace" | "secrets" | "stack">,
  service: string,
  image: SlimImage,
  { originalConfig, originalLayers, system }: OriginalParts,
): Promise<void> {
  const { originalId, originalRef, id, ref, layers, policy } = image;
  const secrets: Secrets = { texts, isSecret: isSecretVariable };
  const places = dockerfilePlaces(service);
  const original = { ref: originalRef, id: originalId, configText: originalConfig, layers: originalLayers };
  await workspace.writeText(places.original, originalDockerfile(system === undefined ? original : { ...original, system }, secrets));
  const configText = slimConfig({ configText: originalConfig, originalId, policy, layers, labels: slimLabels({ stack, workspace }) });
  await workspace.writeText(places.slim, slimDockerfile({ service, ref, id, configText, layers }, secrets));
}
