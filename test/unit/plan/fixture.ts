import type { ComposeService } from "../../../src/model/compose-model.js";
import type { Config } from "../../../src/model/config.js";
import type { ImageConfig, ImageInfo } from "../../../src/model/image.js";
import type { Edge, Stack } from "../../../src/model/stack.js";
import type { PlanInput } from "../../../src/plan/plan-stack.js";

export const config: Config = {
  file: "/p/stack-slim.yml",
  policy: "balanced",
  imageTemplate: "{name}:{tag}-slim",
  services: {},
  checks: [],
};

/** Services by name; one without `image` is built. */
export function stackOf(specs: Readonly<Record<string, ComposeService>>, secrets: Readonly<Record<string, { file: string }>> = {}): Stack {
  return {
    source: { files: ["/p/compose.yml"], projectDirectory: "/p", profiles: [], envFiles: [] },
    model: { name: "p", services: specs, secrets },
    services: Object.entries(specs).map(([name, spec]) => ({
      name,
      image: spec.image ?? `p-${name}`,
      builds: spec.image === undefined,
      spec,
    })),
  };
}

export function imageOf(ref: string, imageConfig: Partial<ImageConfig> = {}, os = "linux"): ImageInfo {
  const empty = { entrypoint: [], command: [], environment: {}, user: "", workingDirectory: "", volumes: [], exposedPorts: [], labels: {} };
  return { id: `sha256:${ref}`, ref, bytes: 12_345_678, architecture: "amd64", os, layers: [], config: { ...empty, ...imageConfig } };
}

/** A whole input with every service on level 0, for what the test doesn't speak of. */
export const inputOf = (stack: Stack, rest: Partial<PlanInput> = {}): PlanInput => ({
  stack,
  config,
  edges: [] as readonly Edge[],
  order: { levels: [stack.services.map(({ name }) => name)], cycles: [] },
  images: new Map(),
  catalogue: [],
  ...rest,
});

export const without = <T extends object, K extends keyof T>(key: K, value: T): Omit<T, K> =>
  Object.fromEntries(Object.entries(value).filter(([name]) => name !== key)) as Omit<T, K>;
