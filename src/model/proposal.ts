import type { CheckUse } from "./config.js";
import type { PlannedProbe } from "./plan.js";

/** What one boot showed of a service, for a first stack-slim.yml. */
export type ServiceLook = {
  readonly service: string;
  /** TCP ports that it was seen to serve to others. */
  readonly ports: readonly number[];
  /** Ports that it serves within its own container only. */
  readonly ownPorts: readonly number[];
  /** What answered on well-known HTTP paths. */
  readonly answers: readonly SeenAnswer[];
  /** A probe that exercises more than the planned one. */
  readonly probe?: PlannedProbe;
  /** Why it didn't run, or didn't answer its planned probe. */
  readonly trouble?: string;
};

export type SeenAnswer = {
  readonly port: number;
  readonly path: string;
  readonly what: "health" | "metrics" | "api" | "graphql" | "page";
  readonly status: number;
  readonly type?: string;
};

/** A first stack-slim.yml, before it is text. What is not `written` becomes a comment to choose from. */
export type ConfigProposal = {
  /** As they are named from the file's own folder; absent when they are found without being named. */
  readonly compose?: readonly string[];
  /** Where what follows was learnt, as a clause. */
  readonly learnt: string;
  readonly services: readonly ProposedService[];
  readonly checks: readonly ProposedCheck[];
};

export type ProposedService = {
  readonly name: string;
  /** Lines that say what it is and what was seen of it. */
  readonly about: readonly string[];
  readonly probe: { readonly written: boolean; readonly value: PlannedProbe; readonly from: string };
  /** It will stay as it is, for this reason. */
  readonly original?: string;
};

export type ProposedCheck = {
  readonly name: string;
  readonly use: CheckUse;
  readonly written: boolean;
  readonly target: { readonly service: string; readonly port: number };
  readonly steps: readonly { readonly get: string; readonly status: number | readonly string[]; readonly type?: string }[];
  readonly from: string;
};
