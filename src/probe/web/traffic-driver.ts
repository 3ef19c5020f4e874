import type { OwnTraffic } from "../../model/web-traffic.js";
import type { ProbeContext, ProbeResult } from "../driver.js";
import { giveUp, passed, tryAgain } from "../driver.js";
import type { RunTraffic } from "./traffic-run.js";

/** A run of traffic as a probe of the context's service. */
export const trafficDriver =
  <T extends OwnTraffic>(run: RunTraffic<T>) =>
  async (probe: T, { service, endpoints, signal, log }: ProbeContext): Promise<ProbeResult> => {
    const result = await run(probe, { target: { service, port: probe.port }, endpoints, signal, log });
    if (result.ok) return passed(result.detail);
    return result.retryable ? tryAgain(result.error) : giveUp(result.error);
  };
