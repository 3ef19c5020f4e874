import type { Config } from "../model/config.js";
import type { ImageInfo } from "../model/image.js";
import type { Plan } from "../model/plan.js";
import type { Compose, Engine } from "../model/ports.js";
import type { Stack, StackSource } from "../model/stack.js";
import { loadCatalogue } from "../plan/catalogue.js";
import { planStack } from "../plan/plan-stack.js";
import { dependencyEdges } from "../stack/graph.js";
import { isolationNotes } from "../stack/isolation-notes.js";
import { loadStack } from "../stack/load.js";
import { orderServices } from "../stack/order-services.js";
import { readConfigFile } from "../stack/read-config-file.js";
import { secretValues, withMasked } from "../stack/secret-values.js";
import { sourceKind } from "../stack/source-kind.js";
import { withoutSecrets } from "./without-secrets.js";

export type PlanPorts = {
  readonly compose: Compose;
  /** Without one, images count as absent for the reason `imageProblem`. */
  readonly engine?: Engine;
  readonly imageProblem?: string;
};

export type Planned = {
  readonly stack: Stack;
  readonly plan: Plan;
  /** The plan as it is shown and stored: passwords of probes and secrets of the stack masked. */
  readonly publicPlan: Plan;
  readonly images: ReadonlyMap<string, ImageInfo>;
  /** Texts that nothing may show or store. */
  readonly secrets: readonly string[];
};

/** Resolves the stack through compose and plans it. Runs and pulls nothing. @throws StackSlimError exit 2 when compose or the config refuse. */
export async function planStage(
  { source, config }: { readonly source: StackSource; readonly config: Config },
  ports: PlanPorts,
): Promise<Planned> {
  const { compose, engine, imageProblem } = ports;
  const warnings: string[] = [];
  const stack = await loadStack(compose, source, (message) => void warnings.push(message));
  warnings.push(...isolationNotes(stack.model, sourceKind));
  const refs = [...new Set(stack.services.map(({ image }) => image))];
  const found = await Promise.all(refs.map(async (ref) => [ref, await engine?.inspectImage(ref)] as const));
  const images = new Map<string, ImageInfo>();
  for (const [ref, image] of found) if (image !== undefined) images.set(ref, image);
  const edges = dependencyEdges(stack, { readConfigFile, images });
  const order = orderServices(
    stack.services.map(({ name }) => name),
    edges,
  );
  const catalogue = await loadCatalogue();
  const problem = imageProblem === undefined ? {} : { imageProblem };
  const plan = planStack({ stack, config, edges, order, images, catalogue, readConfigFile, warnings, ...problem });
  const secrets = secretValues(stack.model, { environment: process.env, readFile: readConfigFile });
  return { stack, plan, publicPlan: withMasked(withoutSecrets(plan), secrets), images, secrets };
}
