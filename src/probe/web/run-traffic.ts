import type { OwnTraffic } from "../../model/web-traffic.js";
import type { TrafficContext, TrafficResult } from "./traffic-run.js";

/** One run of any kind of traffic; what a kind needs is loaded when it is first used. */
export const runTraffic = async (traffic: OwnTraffic, context: TrafficContext): Promise<TrafficResult> => {
  switch (traffic.kind) {
    case "crawl":
      return await (await import("../crawl/run-crawl.js")).runCrawl(traffic, context);
    case "openapi":
      return await (await import("../openapi/run-openapi.js")).runOpenApi(traffic, context);
    case "har":
      return await (await import("../har/run-har.js")).runHar(traffic, context);
  }
};
