import { clip, printableLine, textWidth } from "../model/printable.js";

/** `share` of the room that is short is taken from a column in this proportion; 0 never shrinks. */
export type Column = { readonly title: string; readonly share: number; readonly right?: boolean };

const gap = "  ";
const narrowest = 8;

/** Rows under their titles, in `width` columns: where that is too narrow, the longest cells of the columns that may shrink end in `…`. */
export function layOut(columns: readonly Column[], rows: readonly (readonly string[])[], width: number): readonly string[] {
  const cells = [columns.map(({ title }) => title), ...rows.map((row) => row.map(printableLine))];
  const natural = columns.map((_, index) => Math.max(...cells.map((row) => textWidth(row[index] ?? ""))));
  const widths = fit(columns, natural, width - gap.length * (columns.length - 1));
  return cells.map((row) =>
    columns
      .map(({ right }, index) => {
        const size = widths[index] ?? 0;
        const text = clip(row[index] ?? "", size);
        const space = " ".repeat(size - textWidth(text));
        return right === true ? space + text : text + space;
      })
      .join(gap)
      .trimEnd(),
  );
}

function fit(columns: readonly Column[], natural: readonly number[], room: number): readonly number[] {
  const fixed = columns.reduce((sum, { share }, index) => sum + (share === 0 ? (natural[index] ?? 0) : 0), 0);
  const shares = columns.reduce((sum, { share }) => sum + share, 0);
  const fair = columns.map(({ share }) => Math.max(narrowest, Math.floor(((room - fixed) * share) / shares)));
  // What narrow columns leave of their fair part goes to the others, one column of text at a time.
  const widths = columns.map(({ share }, index) => (share === 0 ? (natural[index] ?? 0) : Math.min(natural[index] ?? 0, fair[index] ?? 0)));
  for (let left = room - widths.reduce((sum, size) => sum + size, 0); left > 0; left--) {
    const next = widths.findIndex((size, index) => size < (natural[index] ?? 0));
    if (next < 0) break;
    widths[next] = (widths[next] ?? 0) + 1;
  }
  return widths;
}
