import type { Driver } from "../driver.js";
import { trafficDriver } from "../web/traffic-driver.js";

/** Passes when the stack answers a recording as it was recorded. */
export const harDriver = { kind: "har", run: trafficDriver(async () => (await import("./run-har.js")).runHar) } satisfies Driver<"har">;
