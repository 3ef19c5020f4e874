import { clip, textWidth } from "../model/printable.js";

export type Column<Row> = {
  readonly head: string;
  readonly cell: (row: Row) => string;
  readonly align: "left" | "right" | "centre";
  /** Colour of a cell, put on after it is measured. */
  readonly paint?: (row: Row, text: string) => string;
  /** The width this column may be clipped to; absent: it is never clipped. */
  readonly narrowest?: number;
  /** Left out when the table is too wide, the highest first; absent: never left out. */
  readonly dispensable?: number;
};

const GAP = 2;

const pad = (text: string, width: number, align: Column<never>["align"]): string => {
  const room = Math.max(0, width - textWidth(text));
  const before = align === "left" ? 0 : align === "right" ? room : Math.floor(room / 2);
  return " ".repeat(before) + text + " ".repeat(room - before);
};

type Fitted<Row> = { readonly column: Column<Row>; readonly width: number };

/** Narrows what may be clipped, then leaves out what is dispensable, until the table fits. */
const fit = <Row>(all: readonly Column<Row>[], rows: readonly Row[], columns: number): readonly Fitted<Row>[] => {
  const natural = all.map((column) => ({
    column,
    width: Math.max(textWidth(column.head), ...rows.map((row) => textWidth(column.cell(row)))),
  }));
  const excess = natural.reduce((total, { width }) => total + width, GAP * (natural.length - 1)) - columns;
  if (excess <= 0) return natural;
  const slack = ({ column, width }: Fitted<Row>): number => Math.max(0, width - (column.narrowest ?? width));
  const widest = natural.reduce((best, fitted) => (slack(fitted) > slack(best) ? fitted : best));
  if (slack(widest) >= excess) return natural.map((fitted) => (fitted === widest ? { ...fitted, width: fitted.width - excess } : fitted));
  const ranks = all.flatMap(({ dispensable }) => dispensable ?? []);
  if (ranks.length > 0)
    return fit(
      all.filter(({ dispensable }) => dispensable !== Math.max(...ranks)),
      rows,
      columns,
    );
  return natural.map((fitted) => ({ ...fitted, width: fitted.width - slack(fitted) }));
};

/** Lines of a table: head, then the rows, within `columns` as far as its columns allow. `cut` marks a clipped cell. */
export const tableLines = <Row>(
  all: readonly Column<Row>[],
  rows: readonly Row[],
  { columns, cut, paintHead }: { readonly columns: number; readonly cut: string; readonly paintHead: (text: string) => string },
): readonly string[] => {
  const fitted = fit(all, rows, columns);
  const line = (texts: readonly string[]): string => texts.join(" ".repeat(GAP));
  // Spaces at the end of a line only trouble whoever copies it; they go before colour would hide them.
  const cell = (text: string, { column, width }: Fitted<Row>): string => {
    const padded = pad(clip(text, width, cut), width, column.align);
    return column === fitted.at(-1)?.column ? padded.trimEnd() : padded;
  };
  const head = line(fitted.map((one) => cell(one.column.head, one)));
  const body = rows.map((row) =>
    line(
      fitted.map((one) => {
        const text = cell(one.column.cell(row), one);
        return one.column.paint?.(row, text) ?? text;
      }),
    ),
  );
  return [paintHead(head), ...body];
};
