import type { Driver } from "../driver.js";
import { trafficDriver } from "../web/traffic-driver.js";

/** Passes when everything the crawl finds answers. */
export const crawlDriver = { kind: "crawl", run: trafficDriver(async () => (await import("./run-crawl.js")).runCrawl) } satisfies Driver<"crawl">;
