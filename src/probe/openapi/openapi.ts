import type { Driver } from "../driver.js";
import { trafficDriver } from "../web/traffic-driver.js";

/** Passes when no operation of the service's description makes it fail. */
export const openApiDriver = { kind: "openapi", run: trafficDriver(async () => (await import("./run-openapi.js")).runOpenApi) } satisfies Driver<"openapi">;
