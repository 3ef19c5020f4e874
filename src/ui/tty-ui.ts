import type { WriteStream } from "node:tty";
import type { Emit, Event, Status } from "../model/events.js";
import { printableLine } from "../model/printable.js";
import { showStage, type LiveStage } from "./live-stage.js";
import { applyEvent, emptyBoard } from "./stage-board.js";
import { ttyStyle } from "./tty-style.js";

const ENDED: readonly Status[] = ["done", "failed", "cached"];

export type TtyUiOptions = { readonly stream: WriteStream; readonly colour: boolean; readonly now: () => number };

/**
 * A live list, one task a stage, one stage at a time. It never touches signals: whoever handles them awaits `finish`,
 * which leaves the cursor visible and the last state on the screen.
 */
export const ttyUi = ({ stream, colour, now }: TtyUiOptions): { readonly emit: Emit; readonly finish: () => Promise<void> } => {
  const style = ttyStyle(colour);
  let live: (LiveStage & { readonly stage: Event["stage"] }) | undefined;
  let drawn: Promise<void> = Promise.resolve();

  const begin = (stage: Event["stage"]): NonNullable<typeof live> => {
    const shown = showStage(emptyBoard(stage, now()), { stream, style, now, after: drawn });
    drawn = shown.drawn;
    live = { ...shown, stage };
    return live;
  };
  const end = (): void => {
    live?.end();
    live = undefined;
  };

  return {
    emit: (event) => {
      if (live === undefined && (event.type === "note" || event.type === "warning")) {
        const mark =
          event.type === "warning" ? style.line.paint.warn(style.line.glyphs.warning) : style.line.paint.dim(style.line.glyphs.busy);
        drawn = drawn.then(() => void stream.write(`${mark} ${printableLine(event.detail)}\n`));
        return;
      }
      const stage = live ?? begin(event.stage);
      stage.update((board) => applyEvent(board, event, now()));
      if (event.type === "stage" && event.stage === stage.stage && ENDED.includes(event.status)) end();
    },
    finish: () => {
      // Only a run that broke off has a stage left: the command says why, the list says how far it came.
      live?.update((board) => ({ ...board, status: "failed", detail: `stopped${board.detail === "" ? "" : `, ${board.detail}`}` }));
      end();
      return drawn;
    },
  };
};
