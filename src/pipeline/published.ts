import type { Target } from "../model/config.js";
import type { Stack } from "../model/stack.js";

/** The first TCP port that the user's own file publishes: what a check without a target talks to. */
export function firstPublished(stack: Stack): Target | undefined {
  for (const [service, spec] of Object.entries(stack.model.services)) {
    const port = spec.ports?.find(({ protocol }) => protocol === undefined || protocol === "tcp");
    if (port !== undefined) return { service, port: port.target };
  }
  return undefined;
}
