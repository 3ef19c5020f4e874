import type { OwnTraffic } from "../../model/web-traffic.js";
import type { ProbeContext, ProbeResult } from "../driver.js";
import { giveUp, passed, tryAgain } from "../driver.js";
import type { RunTraffic } from "./traffic-run.js";

/** A run of traffic as a probe of the context's service. What it needs is loaded when the first probe does: parsers take their time. */
export const trafficDriver =
  <T extends OwnTraffic>(load: () => Promise<RunTraffic<T>>) =>
  async (probe: T, { service, endpoints, signal, log }: ProbeContext): Promise<ProbeResult> => {
    const run = await load();
    const result = await run(probe, { target: { service, port: probe.port }, endpoints, signal, log });
    if (result.ok) return passed(result.detail);
    return result.retryable ? tryAgain(result.error) : giveUp(result.error);
  };
