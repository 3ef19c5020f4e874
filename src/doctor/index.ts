/** Judges what was found of an engine and its machine: pure, each judgement with what was found and how to mend it. */
export { diagnosis, failureOf, needNoFailure, ok, failure, warning } from "./finding.js";
export { judgeEngine, judgeMachine } from "./judge-engine.js";
export { judgeClock, judgeLeftovers, judgeMemory, judgeNode, judgeRoom } from "./judge-host.js";
export { judgeTools } from "./judge-tools.js";
export { judgeCgroups, judgePlace, judgeStorage, judgeUsers } from "./judge-setup.js";
