import type { CheckUse, Policy, Probe } from "./config.js";
import type { Edge, Variant } from "./stack.js";

/** What apply will do, decided without running a container. Shape on disk: schema/plan.schema.json. */
export type Plan = {
  readonly version: 1;
  readonly project: string;
  readonly files: readonly string[];
  /** Dependencies first. */
  readonly services: readonly PlannedService[];
  readonly edges: readonly Edge[];
  /** Strongly connected groups of two or more services; each is started together. */
  readonly cycles: readonly (readonly string[])[];
  readonly checks: readonly { readonly name: string; readonly use: CheckUse }[];
  readonly warnings: readonly string[];
};

export type PlannedService = {
  readonly name: string;
  readonly image: string;
  /** undefined: the image isn't in the engine. */
  readonly imageId?: string;
  readonly bytes?: number;
  /** Why bytes is unknown; present exactly when bytes is not. */
  readonly bytesUnknown?: string;
  readonly variant: Variant;
  /** Why that variant. */
  readonly why: string;
  readonly policy: Policy;
  /** Depth in the dependency order, 0 = needs nothing. */
  readonly level: number;
  /** TCP ports the container is believed to listen on, the likeliest first. */
  readonly ports: readonly number[];
  readonly probe: PlannedProbe;
};

export type PlannedProbe = {
  /** `seen`: made of what the service was seen to serve while it was profiled; the others are known before anything runs. */
  readonly source: "config" | "catalogue" | "healthcheck" | "http" | "tcp" | "none" | "seen";
  /** What the table shows: `postgres`, `http /health`, `tcp 8080`, `none`. */
  readonly name: string;
  readonly why: string;
  readonly probes: readonly Probe[];
};
