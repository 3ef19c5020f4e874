import { clip, textWidth } from "../model/printable.js";
import { progressText } from "./progress-text.js";
import { spokenTime } from "./spoken-time.js";
import type { Board, BoardItem } from "./stage-board.js";

export type LineStyle = {
  readonly columns: number;
  /** Most lines a live block may take, so that it never scrolls the terminal. */
  readonly rows: number;
  readonly glyphs: Readonly<Record<"done" | "failed" | "busy" | "warning" | "cut", string>>;
  readonly paint: Readonly<Record<"good" | "bad" | "dim" | "warn", (text: string) => string>>;
};

const isBusy = ({ status }: BoardItem): boolean => status === "start" || status === "working";
const isSettled = ({ status }: BoardItem): boolean => status === "done" || status === "cached";

const itemLine = (item: BoardItem, labelWidth: number, now: number, style: LineStyle): string => {
  const label = item.label + " ".repeat(Math.max(0, labelWidth - textWidth(item.label)));
  const what = item.detail || (item.status === "start" ? "starting" : item.status);
  const time = isBusy(item) ? `  ${spokenTime((now - item.since) / 1000)}` : "";
  const glyph = item.status === "failed" ? style.paint.bad(style.glyphs.failed) : style.paint.dim(style.glyphs.busy);
  const room = style.columns - textWidth(style.glyphs.busy) - 1 - textWidth(time);
  return `${glyph} ${clip(`${label}  ${what}`, room, style.glyphs.cut)}${style.paint.dim(time)}`;
};

const settledLine = (items: readonly BoardItem[], style: LineStyle): string => {
  const names = items.map(({ label }) => label).join(", ");
  return `${style.paint.good(style.glyphs.done)} ${clip(`${items.length} done: ${names}`, style.columns - 2, style.glyphs.cut)}`;
};

/** The lines under a running stage: its note, what failed, what is waited for and for how long, and in one line what is done. */
export const liveLines = (board: Board, now: number, style: LineStyle): readonly string[] => {
  const items = [...board.items.values()];
  const settled = items.filter(isSettled);
  const shown = [...items.filter(({ status }) => status === "failed"), ...items.filter(isBusy)];
  const fixed = [...(board.note === "" ? [] : [style.paint.dim(clip(board.note, style.columns, style.glyphs.cut))])];
  const last = settled.length === 0 ? [] : [settledLine(settled, style)];
  const room = Math.max(1, style.rows - fixed.length - last.length);
  const fits = shown.length <= room ? shown : shown.slice(0, room - 1);
  const labelWidth = Math.min(24, Math.max(0, ...fits.map(({ label }) => textWidth(label))));
  const more = fits.length < shown.length ? [style.paint.dim(`  and ${shown.length - fits.length} more`)] : [];
  return [...fixed, ...fits.map((item) => itemLine(item, labelWidth, now, style)), ...more, ...last];
};

/** The lines that stay under a finished stage: failures and warnings. */
export const finalLines = (board: Board, style: LineStyle): readonly string[] => {
  const failed = [...board.items.values()].filter(({ status }) => status === "failed");
  const labelWidth = Math.min(24, Math.max(0, ...failed.map(({ label }) => textWidth(label))));
  const warning = (text: string): string =>
    `${style.paint.warn(style.glyphs.warning)} ${clip(text, style.columns - textWidth(style.glyphs.warning) - 1, style.glyphs.cut)}`;
  return [...failed.map((item) => itemLine(item, labelWidth, 0, style)), ...board.warnings.map(warning)];
};

const isRunning = ({ status }: Board): boolean => status === "start" || status === "working";

/** The stage's own line: name, what it says, how far it has come, how long. */
export const titleLine = (board: Board, now: number, style: LineStyle): string => {
  const time = spokenTime(board.seconds ?? (now - board.startedAt) / 1000);
  const told = board.progress === undefined || !isRunning(board) ? "" : progressText(board.progress, (now - board.progress.at) / 1000);
  const said = board.status === "cached" ? `unchanged${board.detail === "" ? "" : `, ${board.detail}`}` : board.detail;
  const detail = [said, told].filter((text) => text !== "").join(", ");
  const text = clip(`${board.stage.padEnd(8)}${detail}`, style.columns - textWidth(time) - 2, style.glyphs.cut);
  return `${text}  ${style.paint.dim(time)}`;
};
