import type { Combination } from "../model/stack.js";
import type { Trial } from "../model/trial.js";
import type { Candidate } from "../search/index.js";
import type { RunContext } from "./run-context.js";
import type { Slimmer } from "./slimmer.js";

/** In the plan's order, whatever order the images were made in: among equal weights search goes by it. */
export const candidatesOf = ({ plan, options }: RunContext, slimmer: Slimmer): readonly Candidate[] => {
  const images = slimmer.images();
  return plan.services
    .flatMap(({ name }) => images.get(name) ?? [])
    .map(({ service, originalBytes, slimBytes }) => ({
      name: service,
      weight: options.weigh === "count" ? 1 : Math.max(0, originalBytes - slimBytes),
    }));
};

export const combinationOf = ({ stack }: RunContext, slim: readonly string[]): Combination =>
  Object.fromEntries(stack.services.map(({ name }) => [name, slim.includes(name) ? "slim" : "original"]));

/** Services that ran slim, sorted. */
export const slimOf = ({ combination }: Trial): readonly string[] =>
  Object.keys(combination)
    .filter((service) => combination[service] === "slim")
    .sort();
