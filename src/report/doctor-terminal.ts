import type { Diagnosis, Finding, Level } from "../model/doctor.js";
import { printableLine } from "../model/printable.js";
import type { ReportOptions } from "./reporter.js";
import { terminalStyle, type Colour, type TerminalStyle } from "./terminal-style.js";
import { plural } from "./wording.js";
import { wrapWords } from "./wrap-words.js";

const signs: Readonly<Record<Level, { readonly sign: string; readonly ascii: string; readonly colour: Colour }>> = {
  ok: { sign: "✓", ascii: "ok  ", colour: "green" },
  warning: { sign: "!", ascii: "WARN", colour: "yellow" },
  failure: { sign: "✗", ascii: "FAIL", colour: "red" },
};

/** A diagnosis for a terminal, within the columns given (100): a line for each thing that was looked at, and below it how to mend it. */
export function terminalDiagnosis({ findings }: Diagnosis, options: ReportOptions): string {
  const style = terminalStyle(options);
  const ascii = options.ascii === true;
  const width = Math.max(...findings.map(({ about }) => about.length));
  const of = (level: Level): number => findings.filter((finding) => finding.level === level).length;
  const warned = of("warning") === 0 ? "" : `, with ${plural(of("warning"), "warning")}`;
  const verdict =
    of("failure") === 0 ? `apply can work here${warned}.` : `apply can't work here: ${plural(of("failure"), "failure")}${warned}.`;
  const lines = [
    ...findings.flatMap((finding) => findingLines(finding, width, style, ascii)),
    "",
    style.paint(of("failure") === 0 ? "green" : "red", verdict),
  ];
  return lines.map((line) => `${line}\n`).join("");
}

function findingLines({ about, level, found, mend }: Finding, width: number, style: TerminalStyle, ascii: boolean): readonly string[] {
  const { sign, ascii: word, colour } = signs[level];
  const shown = ascii ? word : sign;
  const indent = shown.length + 1 + width + 2;
  const wrapped = (text: string): readonly string[] => wrapWords(style.text(printableLine(text)), style.columns - indent);
  const [first = "", ...more] = wrapped(found);
  return [
    `${style.paint(colour, shown)} ${about.padEnd(width)}  ${first}`,
    ...more.map((line) => " ".repeat(indent) + line),
    ...(mend === undefined ? [] : wrapped(mend).map((line) => " ".repeat(indent) + style.paint("dim", line))),
  ];
}
