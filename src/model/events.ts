export type Stage = "load" | "plan" | "profile" | "slim" | "trials" | "emit" | "clean";
export type Status = "start" | "working" | "done" | "failed" | "cached";

/** What a run says while it runs; src/ui shows it. `detail` is one short line for a person. */
export type Event =
  | { readonly type: "stage"; readonly stage: Stage; readonly status: Status; readonly detail?: string; readonly seconds?: number }
  | { readonly type: "service"; readonly stage: Stage; readonly service: string; readonly status: Status; readonly detail?: string }
  | { readonly type: "check"; readonly stage: Stage; readonly check: string; readonly status: Status; readonly detail?: string }
  | { readonly type: "note"; readonly stage: Stage; readonly detail: string }
  | { readonly type: "warning"; readonly stage: Stage; readonly detail: string };

export type Emit = (event: Event) => void;
