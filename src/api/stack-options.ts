import type { Policy } from "../model/config.js";
import type { Event } from "../model/events.js";
import type { WrittenConfig } from "../config/index.js";

/** stack-slim.yml as an object: the fields of docs/configuration.md. */
export type ConfigFields = WrittenConfig;

/** Which stack is meant. Every field is optional; relative paths are relative to `cwd`. */
export type StackOptions = {
  /** Folder that relative paths start from, and where the stack is looked for; default: the process's own. */
  readonly cwd?: string | undefined;
  /** As for `docker compose -f`; default: COMPOSE_FILE, else those that stack-slim.yml names, else those of `cwd` or the closest folder above it. */
  readonly composeFiles?: readonly string[] | undefined;
  /** Active profiles. */
  readonly profiles?: readonly string[] | undefined;
  /** Files of variables for interpolation. */
  readonly envFiles?: readonly string[] | undefined;
  /** Compose's project name; default: compose's own. */
  readonly projectName?: string | undefined;
  /** Compose's project directory; default: the folder of the first compose file. */
  readonly projectDirectory?: string | undefined;
  /**
   * A path of a stack-slim.yml, or its fields as an object, whose files are relative to the folder of the first compose file; false: none, even
   * where there is one. Default: the stack-slim.yml beside the compose file, if there is one.
   */
  readonly config?: string | ConfigFields | false | undefined;
  /** How much to keep beyond what was observed; wins over the configuration's. */
  readonly policy?: Policy | undefined;
};

/** How a call is followed and ended. */
export type RunControl = {
  /** Ends the call: it removes what it made in the engine and then rejects with the signal's reason. */
  readonly signal?: AbortSignal | undefined;
  /** Called with every event, in order. What it throws ends the run as an abort does, and the call rejects with it. */
  readonly onEvent?: ((event: Event) => void) | undefined;
};
