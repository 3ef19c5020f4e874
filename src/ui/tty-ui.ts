import type { WriteStream } from "node:tty";
import type { Emit, Event, Status } from "../model/events.js";
import { printableLine } from "../model/printable.js";
import { showStage, type LiveStage } from "./live-stage.js";
import { applyEvent, type Board, emptyBoard } from "./stage-board.js";
import { ttyStyle } from "./tty-style.js";
import type { Ui } from "./ui.js";

const ENDED: readonly Status[] = ["done", "failed", "cached"];

export type TtyUiOptions = { readonly stream: WriteStream; readonly colour: boolean; readonly now: () => number };

/**
 * A live list, one task a stage, one stage at a time. It never touches signals: whoever handles them awaits `finish`,
 * which leaves the cursor visible and the last state on the screen.
 */
export const ttyUi = ({ stream, colour, now }: TtyUiOptions): Ui => {
  const style = ttyStyle(colour);
  let live: (LiveStage & { readonly stage: Event["stage"] }) | undefined;
  let drawn: Promise<void> = Promise.resolve();
  /** What was said while something else has the screen; undefined: nothing has. */
  let waiting: Event[] | undefined;

  const begin = (stage: Event["stage"], board: Board = emptyBoard(stage, now())): NonNullable<typeof live> => {
    const shown = showStage(board, { stream, style, now, after: drawn });
    drawn = shown.drawn;
    live = { ...shown, stage };
    return live;
  };
  const end = (): void => {
    live?.end();
    live = undefined;
  };

  const emit: Emit = (event) => {
    if (waiting !== undefined) {
      waiting.push(event);
      return;
    }
    if (live === undefined && (event.type === "note" || event.type === "warning")) {
      const mark =
        event.type === "warning" ? style.line.paint.warn(style.line.glyphs.warning) : style.line.paint.dim(style.line.glyphs.busy);
      drawn = drawn.then(() => void stream.write(`${mark} ${printableLine(event.detail)}\n`));
      return;
    }
    const stage = live ?? begin(event.stage);
    stage.update((board) => applyEvent(board, event, now()));
    if (event.type === "stage" && event.stage === stage.stage && ENDED.includes(event.status)) end();
  };
  /** Draws on, beginning with what was said meanwhile. */
  const resume = (board: Board | undefined): void => {
    const said = waiting ?? [];
    waiting = undefined;
    if (board !== undefined) begin(board.stage, board);
    for (const event of said) emit(event);
  };

  return {
    emit,
    aside: async (work) => {
      const board = live?.board();
      waiting = [];
      // It stays on the screen as if it were over, and goes on below.
      live?.update((shown) => ({ ...shown, detail: "waits for you" }));
      end();
      try {
        await drawn;
        return await work();
      } finally {
        resume(board);
      }
    },
    finish: () => {
      // Only a run that broke off has a stage left: the command says why, the list says how far it came.
      live?.update((board) => ({ ...board, status: "failed", detail: `stopped${board.detail === "" ? "" : `, ${board.detail}`}` }));
      end();
      return drawn;
    },
  };
};
