import type { ImageHealth } from "../stack/isolate-health.js";
import type { RunContext } from "./run-context.js";

/** The times of each service's own image's healthcheck; nothing of a service whose image has none. A slim image has its original's. */
export const imageHealth = ({ stack, images }: Pick<RunContext, "stack" | "images">): Readonly<Record<string, ImageHealth>> =>
  Object.fromEntries(
    stack.services.flatMap(({ name, image }) => {
      const { healthcheck, healthTimes } = images.get(image)?.config ?? {};
      return healthcheck === undefined || healthcheck[0] === "NONE" ? [] : [[name, healthTimes ?? {}] as const];
    }),
  );
