import type { Driver } from "../driver.js";
import { trafficDriver } from "../web/traffic-driver.js";
import { runCrawl } from "./run-crawl.js";

/** Passes when everything the crawl finds answers. */
export const crawlDriver = { kind: "crawl", run: trafficDriver(runCrawl) } satisfies Driver<"crawl">;
