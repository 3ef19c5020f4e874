import { printableLine } from "../model/printable.js";
import type { MeasuredFigures, Measurement } from "../model/measurement.js";
import { ratio, relativeSpread, type Spread } from "../model/spread.js";
import type { Column } from "./columns.js";
import { arrow, bytesText, countText } from "./wording.js";

/** One line of the tables: a service, or the stack as their last line. */
export type MeasuredRow = { readonly name: string; readonly original: MeasuredFigures; readonly slim: MeasuredFigures };

export const measuredRows = ({ services, stack }: Measurement): readonly MeasuredRow[] => [
  ...services.map(({ name, original, slim }) => ({ name: printableLine(name), original, slim })),
  { name: "stack", ...stack },
];

type SpreadFigure = "memoryBytes" | "cpuSeconds" | "readySeconds" | "threads" | "openFiles";
type PlainFigure = "imageBytes" | "layers" | "pullBytes";
export type MeasuredColumn = Column<MeasuredRow>;

const none = "–";
const text = <T>(value: T | undefined, show: (value: T) => string): string => (value === undefined ? none : show(value));

/** Two significant digits below ten, as little as the spread lets one believe. */
export const secondsShort = (seconds: number): string => (seconds >= 10 ? seconds.toFixed(1) : seconds.toFixed(2));
const whole = (value: number): string => countText(Math.round(value));
const percent = (share: number | undefined): string => text(share, (known) => `${String(Math.round(known * 100))} %`);

const both = <T>(original: T | undefined, slim: T | undefined, show: (value: T) => string): string =>
  original === undefined && slim === undefined ? none : arrow(text(original, show), text(slim, show));

/** `0.93`; figures of both stacks that are one and the same image's are 1. */
const ratioText = (original: number | undefined, slim: number | undefined): string =>
  text(ratio(original, slim), (known) => known.toFixed(2));

const change = (head: string, figure: SpreadFigure, show: (value: number) => string, dispensable?: number): MeasuredColumn => ({
  head,
  cell: ({ original, slim }) => both(original[figure]?.median, slim[figure]?.median, show),
  align: "right",
  ...(dispensable === undefined ? {} : { dispensable }),
});

const times = (figure: SpreadFigure): MeasuredColumn => ({
  head: "×",
  cell: ({ original, slim }) => ratioText(original[figure]?.median, slim[figure]?.median),
  align: "right",
});

const spreadCell = (original: Spread | undefined, slim: Spread | undefined): string => {
  const [one, other] = [original, slim].map((spread) => (spread === undefined ? undefined : relativeSpread(spread)));
  return one === undefined && other === undefined ? none : `${percent(one)} / ${percent(other)}`;
};

const spread = (figure: SpreadFigure, dispensable: number): MeasuredColumn => ({
  head: "spread",
  cell: ({ original, slim }) => spreadCell(original[figure], slim[figure]),
  align: "right",
  dispensable,
});

const plain = (head: string, figure: PlainFigure, show: (value: number) => string): MeasuredColumn => ({
  head,
  cell: ({ original, slim }) => both(original[figure], slim[figure], show),
  align: "right",
});

const plainTimes = (figure: PlainFigure): MeasuredColumn => ({
  head: "×",
  cell: ({ original, slim }) => ratioText(original[figure], slim[figure]),
  align: "right",
});

const service: MeasuredColumn = { head: "service", cell: ({ name }) => name, align: "left", narrowest: 20 };

export const usageColumns: readonly MeasuredColumn[] = [
  service,
  change("memory", "memoryBytes", bytesText),
  times("memoryBytes"),
  spread("memoryBytes", 2),
  change("CPU seconds", "cpuSeconds", secondsShort),
  times("cpuSeconds"),
  spread("cpuSeconds", 1),
];

export const startColumns: readonly MeasuredColumn[] = [
  service,
  change("ready after s", "readySeconds", secondsShort),
  times("readySeconds"),
  spread("readySeconds", 1),
  change("threads", "threads", whole),
  change("open files", "openFiles", whole),
];

export const imageColumns: readonly MeasuredColumn[] = [
  service,
  plain("image", "imageBytes", bytesText),
  plainTimes("imageBytes"),
  plain("layers", "layers", countText),
  plain("to pull", "pullBytes", bytesText),
  plainTimes("pullBytes"),
];

/** Where the figures come from, one sentence each. */
export const measuredNotes = ({ rounds, load, notAvailable }: Measurement): readonly string[] => [
  `${rounds === 1 ? "One round" : `Medians of ${String(rounds)} rounds`}, the original and the slim stack in turns; spread: largest minus smallest, in percent of the median, original / slim.`,
  load.kind === "checks"
    ? `Load: ${load.checks.length === 0 ? "none but the probes" : `the ${String(load.checks.length)} checks once`}, at least ${String(load.seconds)} s.`
    : `Load: the ${load.kind} ${load.name}, at most ${String(load.seconds)} s.`,
  ...notAvailable.map(({ figure, why }) => `Not available: ${figureNames[figure] ?? figure}: ${why}.`),
];

const figureNames: Readonly<Record<string, string>> = { openFiles: "open files", pullBytes: "bytes to pull" };
