import type { Emit } from "../model/events.js";

/** How a run shows itself. */
export type Ui = {
  readonly emit: Emit;
  /** Nothing is drawn while this works: for what is shown and asked beside the progress, which goes on afterwards. */
  aside<T>(work: () => Promise<T>): Promise<T>;
  /** Call it at the end, on an error and on an interrupt alike: resolves when the last state is written and the cursor is back. */
  finish(): Promise<void>;
};
