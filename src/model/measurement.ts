import type { Spread } from "./spread.js";
import type { Variant } from "./stack.js";

/** What `measure` found: the original and the slim stack under the same load. Shape on disk: schema/measure.schema.json. */
export type Measurement = {
  readonly version: 1;
  readonly project: string;
  readonly files: readonly string[];
  /** Boots of each of the two stacks. */
  readonly rounds: number;
  readonly load: MeasuredLoad;
  readonly engine: { readonly version: string; readonly storageDriver: string; readonly cpus: number; readonly memoryBytes: number };
  /** In the plan's order. */
  readonly services: readonly MeasuredService[];
  /** Of all services together; layers that images share count once. */
  readonly stack: { readonly original: MeasuredFigures; readonly slim: MeasuredFigures };
  /** Figures that can't be taken here, with the reason. */
  readonly notAvailable: readonly { readonly figure: string; readonly why: string }[];
  /** What went wrong in a round, and so makes its figures doubtful or leaves them out. */
  readonly warnings: readonly string[];
};

/** `seconds`: for the checks the least, for a container the most time of a round that counts as load. */
export type MeasuredLoad =
  | { readonly kind: "checks"; readonly checks: readonly string[]; readonly seconds: number }
  | { readonly kind: "service" | "image"; readonly name: string; readonly seconds: number };

export type MeasuredService = {
  readonly name: string;
  /** What it runs in the slim stack. */
  readonly variant: Variant;
  readonly image: string;
  readonly slimImage?: string;
  readonly original: MeasuredFigures;
  readonly slim: MeasuredFigures;
};

/** What is absent could not be taken. */
export type MeasuredFigures = {
  /** Working set: memory without the page cache that the kernel could give back at once; median of the samples under load. Bytes. */
  readonly memoryBytes?: Spread;
  /** Processor time from the container's start to the end of the load. */
  readonly cpuSeconds?: Spread;
  /** From the container's start (of the stack: from `up`) until its probes passed. */
  readonly readySeconds?: Spread;
  /** Tasks of its control group; median of the samples under load. */
  readonly threads?: Spread;
  /** Open descriptors of all its processes at the end of the load. */
  readonly openFiles?: Spread;
  /** As the engine tells the image's size. */
  readonly imageBytes?: number;
  readonly layers?: number;
  /** What an engine that has none of its layers downloads: each layer once, compressed by gzip as registries keep them. */
  readonly pullBytes?: number;
};
