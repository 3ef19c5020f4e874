import { printableJson } from "../model/printable.js";
import { traceDocument } from "../profile/index.js";
import { withMasked } from "../stack/secret-values.js";
import type { Profile } from "./profile-stage.js";
import { releaseMemory } from "./release-memory.js";
import type { RunContext } from "./run-context.js";
import { TraceStore } from "./trace-store.js";

export const traceDocumentFile = (service: string): string => `services/${service}/trace.json`;

/** Writes of every profiled service what the sensor saw of it, for people and other programs. One record is in memory at a time. */
export async function writeTraceDocuments(
  { workspace, secrets }: Pick<RunContext, "workspace" | "secrets">,
  { traces, edges }: Pick<Profile, "traces" | "edges">,
): Promise<void> {
  const store = new TraceStore(workspace, traces);
  for (const service of Object.keys(traces)) {
    const facts = await store.facts(service);
    const peers = edges
      .filter(({ from }) => from === service)
      .map(({ to, port }) => ({ service: to, ...(port === undefined ? {} : { port }) }));
    const document = traceDocument({ service, record: store.digest(service), facts, peers });
    await workspace.writeText(traceDocumentFile(service), `${printableJson(withMasked(document, secrets), 1)}\n`);
    releaseMemory();
  }
}
