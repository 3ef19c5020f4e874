// stack-slim.yml: its text to a checked Config, every mistake named with its line, field and what was expected there.
export { loadConfig } from "./load-config.js";
