import { figures, ListrDefaultRendererLogLevels } from "listr2";
import type { LineStyle } from "./board-lines.js";

const sgr =
  (code: number, colour: boolean) =>
  (text: string): string =>
    colour ? `\u001b[${code}m${text}\u001b[39;22m` : text;

export type TtyStyle = {
  readonly line: Pick<LineStyle, "glyphs" | "paint">;
  readonly icon: Partial<Record<ListrDefaultRendererLogLevels, string>>;
  readonly color: Partial<Record<ListrDefaultRendererLogLevels, (text?: string) => string>>;
};

/** Glyphs fall back to ASCII where listr2 finds no Unicode; colours are ours to decide, since listr2 asks about stdout and we draw on stderr. */
export const ttyStyle = (colour: boolean): TtyStyle => {
  const paint = { good: sgr(32, colour), bad: sgr(31, colour), dim: sgr(2, colour), warn: sgr(33, colour) };
  const isUnicode = figures.tick === "✔";
  const coloured = (fn: (text: string) => string) => (text?: string) => fn(text ?? "");
  return {
    line: {
      glyphs: { done: figures.tick, failed: figures.cross, busy: figures.pointer, warning: figures.warning, cut: isUnicode ? "…" : "~" },
      paint,
    },
    icon: { [ListrDefaultRendererLogLevels.OUTPUT]: "" },
    color: {
      [ListrDefaultRendererLogLevels.COMPLETED]: coloured(paint.good),
      [ListrDefaultRendererLogLevels.FAILED]: coloured(paint.bad),
      [ListrDefaultRendererLogLevels.PENDING]: coloured(paint.warn),
    },
  };
};
