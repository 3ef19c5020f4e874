import type { OwnTraffic } from "../../model/web-traffic.js";
import type { Driver, ProbeContext, ProbeResult } from "../driver.js";
import { passed } from "../driver.js";
import { runTraffic } from "./run-traffic.js";

/** Passes when the run of traffic does, against the context's service. */
const run = async (probe: OwnTraffic, { service, endpoints, signal, cwd, log }: ProbeContext): Promise<ProbeResult> => {
  const result = await runTraffic(probe, { target: { service, port: probe.port }, endpoints, signal, cwd, log });
  if (result.ok) return passed(result.detail);
  const { error, retryable, failed } = result;
  return { ok: false, error, retryable, ...(failed === undefined ? {} : { failed }) };
};

export const crawlDriver = { kind: "crawl", run } satisfies Driver<"crawl">;
export const openApiDriver = { kind: "openapi", run } satisfies Driver<"openapi">;
export const harDriver = { kind: "har", run } satisfies Driver<"har">;
