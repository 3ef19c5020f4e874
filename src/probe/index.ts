/** Traffic and assertions: drivers that exercise one service, the wait until a service is ready, and the end-to-end checks on a running stack. */
export type { Address, Endpoint, Endpoints } from "./endpoints.js";
export { endpointsOf } from "./endpoints.js";
export type { Driver, Drivers, Lifecycle, ProbeContext, ProbeOf, ProbeResult } from "./driver.js";
export { drivers, runProbe } from "./drivers.js";
export type { Readiness, ReadyOptions } from "./ready.js";
export { untilReady } from "./ready.js";
export type { CheckContext } from "./check-context.js";
export { runCheck } from "./run-check.js";
export type { RunChecksOptions } from "./run-checks.js";
export { runChecks } from "./run-checks.js";
export { parseJsonPath } from "./json-path.js";
export { parseTextPattern } from "./text-pattern.js";
