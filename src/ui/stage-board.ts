import type { Event, Progress, Stage, Status } from "../model/events.js";
import { printableLine } from "../model/printable.js";

/** A service or check as the live list shows it. `since` (ms) is when it began what it is doing now. */
export type BoardItem = { readonly label: string; readonly status: Status; readonly detail: string; readonly since: number };

/** What one stage has said so far; everything the live list shows. */
export type Board = {
  readonly stage: Stage;
  readonly status: Status;
  readonly detail: string;
  readonly startedAt: number;
  readonly seconds?: number;
  /** `at` (ms): when it was told. */
  readonly progress?: Progress & { readonly at: number };
  /** The last note: in the trials, which combination is being tried. */
  readonly note: string;
  readonly items: ReadonlyMap<string, BoardItem>;
  readonly warnings: readonly string[];
};

export const emptyBoard = (stage: Stage, now: number): Board => ({
  stage,
  status: "start",
  detail: "",
  startedAt: now,
  note: "",
  items: new Map(),
  warnings: [],
});

const withItem = (board: Board, key: string, label: string, status: Status, detail: string, now: number): Board => {
  const before = board.items.get(key);
  const goesOn = before !== undefined && before.status === status && before.detail === detail;
  const item: BoardItem = { label, status, detail, since: goesOn ? before.since : now };
  return { ...board, items: new Map(board.items).set(key, item) };
};

/** The board after an event. Events of another stage (a repair that makes an image again while trials run) are items named by that stage. */
export const applyEvent = (board: Board, event: Event, now: number): Board => {
  const detail = printableLine(("detail" in event ? event.detail : undefined) ?? "");
  const prefix = event.stage === board.stage ? "" : `${event.stage}: `;
  switch (event.type) {
    case "stage":
      if (prefix !== "") return withItem(board, `stage ${event.stage}`, event.stage, event.status, detail, now);
      return {
        ...board,
        status: event.status,
        detail: detail || board.detail,
        ...(event.seconds === undefined ? {} : { seconds: event.seconds }),
      };
    case "service":
      return withItem(board, `service ${prefix}${event.service}`, printableLine(prefix + event.service), event.status, detail, now);
    case "check":
      return withItem(board, `check ${prefix}${event.check}`, printableLine(`${prefix}check: ${event.check}`), event.status, detail, now);
    case "progress":
      return prefix === "" ? { ...board, progress: { ...event, at: now } } : board;
    case "note":
      return { ...board, note: prefix + detail };
    case "warning":
      return { ...board, warnings: [...board.warnings, prefix + detail] };
  }
};
