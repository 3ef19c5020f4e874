import type { ServiceConfig } from "../model/config.js";
import type { Variant } from "../model/stack.js";
import type { ServiceFacts } from "./service-facts.js";

export type VariantChoice = { readonly variant: Variant; readonly why: string };

/** Slim unless the user says no or it can't be done. An image that isn't in the engine yet is planned slim: apply has it built or asks for it. */
export function chooseVariant(facts: ServiceFacts, config: ServiceConfig | undefined, imageProblem: string | undefined): VariantChoice {
  const obstacle = slimObstacle(facts, config);
  if (obstacle !== undefined) return { variant: "original", why: obstacle };
  if (facts.image !== undefined) return { variant: "slim", why: "slim unless something speaks against it" };
  if (facts.service.builds) return { variant: "slim", why: "slim once it is built" };
  return { variant: "slim", why: imageProblem === undefined ? "slim once its image is pulled" : "slim if its image can be had" };
}

function slimObstacle({ service, image }: ServiceFacts, config: ServiceConfig | undefined): string | undefined {
  const { spec } = service;
  if (config?.slim === false) return config.why ?? "`slim: false` in stack-slim.yml";
  const os = image?.os ?? spec.platform?.split("/")[0];
  if (os !== undefined && os !== "linux") return `its image is for ${os}, not linux`;
  if (typeof spec["runtime"] === "string" && /wasm/.test(spec["runtime"])) return `runs under ${spec["runtime"]}, not as a Linux process`;
  const mounted = spec.volumes?.find(({ type }) => type === "image");
  if (mounted !== undefined) return `mounts the image ${mounted.source ?? ""} at ${mounted.target}, whose files can't be told from its own`;
  if (spec.scale === 0 || spec.deploy?.["replicas"] === 0) return "scaled to 0: it never runs, so nothing can be learnt";
  return undefined;
}
