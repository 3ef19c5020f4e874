// stack-slim.yml: its text to a checked Config, every mistake named with its line, field and what was expected there.
export type { ConfigReaders } from "./load-config.js";
export type { Expressions } from "./expression-problems.js";
export { loadConfig } from "./load-config.js";
export { writeConfig, type WriteOptions } from "./write-config.js";
export type { WrittenConfig } from "./written-config.js";
