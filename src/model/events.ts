export type Stage = "load" | "plan" | "profile" | "slim" | "trials" | "emit" | "clean";
export type Status = "start" | "working" | "done" | "failed" | "cached";

/** What a run says while it runs; src/ui shows it. `detail` is one short line for a person. */
/** How far a stage has come. A field is absent where it says nothing or isn't known. */
export type Progress = {
  /** Boots of the stack, the one under way and the profile included, and how many there may be. */
  readonly boots?: { readonly now: number; readonly most: number };
  /** Of the originals' bytes: those that are dealt with, and all. */
  readonly bytes?: { readonly done: number; readonly of: number };
  /** Seconds that what is known to remain of the whole run takes, by what this run measured so far: a boot that fails leads to more. */
  readonly atLeast?: number;
  /** Seconds that the last whole run of this stack took. */
  readonly lastRun?: number;
};

export type Event =
  | { readonly type: "stage"; readonly stage: Stage; readonly status: Status; readonly detail?: string; readonly seconds?: number }
  | { readonly type: "service"; readonly stage: Stage; readonly service: string; readonly status: Status; readonly detail?: string }
  | { readonly type: "check"; readonly stage: Stage; readonly check: string; readonly status: Status; readonly detail?: string }
  | ({ readonly type: "progress"; readonly stage: Stage } & Progress)
  | { readonly type: "note"; readonly stage: Stage; readonly detail: string }
  | { readonly type: "warning"; readonly stage: Stage; readonly detail: string };

export type Emit = (event: Event) => void;
