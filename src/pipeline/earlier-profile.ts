import type { ContinueAfter } from "../model/continue-after.js";
import type { Edge } from "../model/stack.js";
import { mergeRecords } from "../profile/index.js";
import { digest } from "../workspace/index.js";
import { prepareModes, type Shown } from "./continue-after.js";
import type { RunContext } from "./run-context.js";
import { TraceStore } from "./trace-store.js";

/** Of a stored profile. */
type Stored = { readonly edges: readonly Edge[]; readonly traces: Readonly<Record<string, string>>; readonly shown?: readonly Shown[] };

/** What a new profile takes over from the one before it. */
export type Earlier = Pick<Stored, "edges"> & {
  readonly shown: readonly Shown[];
  readonly traces: TraceStore;
};

/**
 * The stored profile of this very stack, when it was not given all that is asked for now: the stack is profiled again, and what a person showed it
 * before stays. undefined: there is none, it has all, or nothing is to be taken from the workspace.
 */
export async function earlierProfile(context: RunContext, key: string): Promise<Earlier | undefined> {
  const { options, workspace } = context;
  const wanted = await prepareModes(context, options.continueAfter ?? []);
  if (options.fresh || wanted.length === 0) return undefined;
  const stored = await workspace.artifact<Stored>("profile", key).read();
  if (stored === undefined) return undefined;
  const shown = stored.shown ?? [];
  if (wanted.every((mode) => shown.some((one) => one.digest === mode.digest))) return undefined;
  const traces = new TraceStore(workspace, stored.traces);
  return (await traces.isComplete()) ? { shown, edges: stored.edges, traces } : undefined;
}

/** The record with all that the earlier one of this service has. */
export async function withEarlier(record: Buffer, service: string, earlier: Earlier | undefined): Promise<Buffer> {
  if (earlier === undefined || earlier.shown.length === 0 || !earlier.traces.has(service)) return record;
  return mergeRecords([await earlier.traces.record(service), record]);
}

/** Each once, by the two services and the port. */
export const mergedEdges = (earlier: readonly Edge[], edges: readonly Edge[]): readonly Edge[] => [
  ...new Map([...earlier, ...edges].map((edge) => [`${edge.from} ${edge.to} ${String(edge.port)}`, edge] as const)).values(),
];

/** Of the profile: everything it is made from, and all that the stack was given beside. */
export const shownKey = (key: string, shown: readonly Shown[]): string =>
  shown.length === 0 ? key : digest("shown", key, [...new Set(shown.map((one) => one.digest))].sort());

/** What the user is to know of a profile found in the workspace: what it was given, and what of it failed. */
export function tellShown(context: RunContext, shown: readonly Shown[], hit: boolean): void {
  const names = [...new Set(shown.map(({ mode }) => mode))];
  if (hit && names.length > 0)
    context.emit({ type: "note", stage: "profile", detail: `found, with what it was given: ${names.join(", ")} (--fresh asks again)` });
  for (const { mode, error } of shown) if (error !== undefined) context.warn(`while the originals were profiled, ${mode} failed: ${error}`);
}

export const modesOf = ({ options }: Pick<RunContext, "options">): readonly ContinueAfter[] => options.continueAfter ?? [];
