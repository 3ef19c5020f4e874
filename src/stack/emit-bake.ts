import type { EmitImage } from "../model/emit-kind.js";

export type BakeInput = {
  readonly images: Readonly<Record<string, EmitImage & { readonly platform: string }>>;
  /** By service, the folder of the slim image's Dockerfile and of all it copies; relative to where bake is run, or absolute. */
  readonly contexts: Readonly<Record<string, string>>;
};

/**
 * A bake file in JSON that builds every slim image once: of services that share one, the first that has a context brings it.
 * Source: Docker docs, "Bake file reference": target names are of [a-zA-Z0-9_-], `dockerfile` is relative to the context.
 */
export const bakeText = ({ images, contexts }: BakeInput): string => {
  const byTag = new Map<string, [string, BakeInput["images"][string]]>();
  for (const [service, image] of Object.entries(images))
    if (contexts[service] !== undefined && !byTag.has(image.tagged)) byTag.set(image.tagged, [service, image]);
  const targets: Record<string, unknown> = {};
  for (const [service, image] of byTag.values())
    targets[freeName(service.replaceAll(/[^\w-]/g, "_"), targets)] = {
      context: contexts[service],
      dockerfile: "Dockerfile",
      tags: [image.tagged],
      platforms: [image.platform],
    };
  return `${JSON.stringify({ group: { default: { targets: Object.keys(targets) } }, target: targets }, null, 2)}\n`;
};

const freeName = (wanted: string, taken: Readonly<Record<string, unknown>>): string => {
  let name = wanted;
  for (let count = 2; Object.hasOwn(taken, name); count++) name = `${wanted}_${String(count)}`;
  return name;
};
