import type { WriteStream } from "node:tty";
import { createWritable, DefaultRenderer, Listr, ListrLogger, ProcessOutput, type ListrDefaultRendererLogLevels } from "listr2";
import { finalLines, liveLines, titleLine, type LineStyle } from "./board-lines.js";
import type { Board } from "./stage-board.js";
import type { TtyStyle } from "./tty-style.js";

/** Lines come cut to the terminal's width; listr2's own wrapping asks stdout for its width and indents a second line deeper than the first. */
class BoardRenderer extends DefaultRenderer {
  // A result piped away from stdout is no reason to hide the progress that goes to a terminal on stderr.
  static override nonTTY = true;

  protected override format(message: string, icon: string, level: number): string[] {
    const lines = message.split("\n").filter((line) => line.trim() !== "");
    return lines.map((line, index) => "  ".repeat(level) + (icon && index === 0 ? `${icon} ${line}` : line));
  }
}

/** One stage on the screen. */
export type LiveStage = {
  /** What it shows now. */
  board(): Board;
  update(change: (board: Board) => Board): void;
  /** Ends the stage; what it last said stays on the screen. */
  end(): void;
};

export type LiveStageOptions = {
  readonly stream: WriteStream;
  readonly style: TtyStyle;
  readonly now: () => number;
  /** When the stages before it are off the screen. */
  readonly after: Promise<void>;
};

// The icon column, the indent of the lines below and one free column, so that no terminal wraps.
const MARGIN = 5;
// listr2's title, the line above and the prompt after the list.
const ROWS_AROUND = 4;

/** Draws the board of one stage as a listr2 task, refreshed as the times go on, until `end`. `drawn` resolves when its last state is written. */
export const showStage = (first: Board, { stream, style, now, after }: LiveStageOptions): LiveStage & { readonly drawn: Promise<void> } => {
  let board = first;
  let show: () => void = () => undefined;
  let end: () => void = () => undefined;
  const ended = new Promise<void>((resolve) => (end = resolve));
  const lineStyle = (): LineStyle => ({
    ...style.line,
    columns: Math.max(20, (stream.columns || 80) - MARGIN),
    rows: Math.max(3, (stream.rows || 24) - ROWS_AROUND),
  });
  // Made only when the stage before is off the screen: listr2 remembers the stream's `write` when it is made, and the one before replaces it while it draws.
  const list = (): Listr<unknown, typeof BoardRenderer> =>
    new Listr<unknown, typeof BoardRenderer>(
      {
        title: titleLine(board, now(), lineStyle()),
        rendererOptions: { persistentOutput: true },
        task: async (_context, task) => {
          show = () => {
            task.output = liveLines(board, now(), lineStyle()).join("\n");
            task.title = titleLine(board, now(), lineStyle());
          };
          show();
          const ticking = setInterval(show, 1000);
          await ended;
          clearInterval(ticking);
          show = () => undefined;
          task.output = finalLines(board, lineStyle()).join("\n");
          task.title = titleLine(board, now(), lineStyle());
          if (board.status === "failed") throw new Error(task.title);
        },
      },
      {
        renderer: BoardRenderer,
        // An interrupt belongs to the command, which has containers to remove first.
        registerSignalListeners: false,
        rendererOptions: {
          showErrorMessage: false,
          icon: style.icon as Record<ListrDefaultRendererLogLevels, string>,
          color: style.color as Record<ListrDefaultRendererLogLevels, (text?: string) => string>,
          logger: new ListrLogger<ListrDefaultRendererLogLevels>({
            useIcons: true,
            toStderr: [],
            // listr2 would also hold back what is written to stdout meanwhile, and change it.
            processOutput: new ProcessOutput(stream, createWritable(() => undefined) as WriteStream, {
              dump: ["stdout"],
              leaveEmptyLine: false,
            }),
          }),
        },
      },
    );
  // A failed stage rejects only to be drawn as failed; the command reports the error itself.
  const drawn = after
    .then(() => list().run())
    .then(
      () => undefined,
      () => undefined,
    );
  return {
    board: () => board,
    update: (change) => {
      board = change(board);
      show();
    },
    end,
    drawn,
  };
};
