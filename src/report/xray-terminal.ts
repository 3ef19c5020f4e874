import type { Amount } from "../model/directory-sums.js";
import { clip, printableLine } from "../model/printable.js";
import type { Xray } from "../model/xray.js";
import type { Column } from "./columns.js";
import { heaviestTree } from "./heaviest.js";
import type { ReportOptions } from "./reporter.js";
import { section, terminalStyle, topTable, type TerminalStyle } from "./terminal-style.js";
import { bytesText, countText, plural, shellWord } from "./wording.js";
import { wrapWords } from "./wrap-words.js";
import {
  amountColumns,
  capabilityColumns,
  directoryColumns,
  duplicateColumns,
  fileColumns,
  hiddenColumns,
  languageColumns,
  layerColumns,
  setuidColumns,
} from "./xray-columns.js";

export type XrayTerminalOptions = ReportOptions & {
  /** Rows of a table. */
  readonly top: number;
};

/** What is inside an image, for a terminal, within the columns given (100). Ends with a line end. */
export function terminalXray(xray: Xray, options: XrayTerminalOptions): string {
  const style = terminalStyle(options);
  const { top } = options;
  const { layers, directories, largestFiles, languagePackages, waste, privileged } = xray;
  const table = <Row>(title: string, columns: readonly Column<Row>[], rows: readonly Row[], most = top): readonly string[] =>
    section(title, topTable(columns, rows, most, style), style);
  const weighed = directories.map((directory) => ({ ...directory, weight: directory.bytes }));
  const hidden = waste.largestHidden.filter(({ bytes }) => bytes > 0);
  const lines = [
    style.paint("bold", clip(printableLine(xray.image.ref), style.columns, style.cut)),
    ...facts(xray, style),
    // Layers are few, and so are the files that run as somebody else: all are shown.
    ...table("Layers, lowest first", layerColumns, layers, Infinity),
    ...table("Directories", directoryColumns, heaviestTree(weighed, "/", top)),
    ...table("Largest files", fileColumns, largestFiles),
    ...table(packagesTitle(xray), nameColumns, packageRows(xray)),
    ...table("Packages of languages", languageColumns, languagePackages),
    ...table("Left by builds", kindColumns, waste.leftovers),
    ...table(`Hidden by later layers: ${amountText(waste.hidden)}`, hiddenColumns, hidden),
    ...table(`Content that is there again: ${amountText(waste.duplicates)}`, duplicateColumns, waste.largestDuplicates),
    ...table("Setuid and setgid programs", setuidColumns, privileged.setuid, Infinity),
    ...table("Files with capabilities", capabilityColumns, privileged.capabilities, Infinity),
  ];
  return lines.map((line) => `${line}\n`).join("");
}

const amountText = ({ bytes, files }: Amount): string => `${bytesText(bytes)} in ${plural(files, "file")}`;

const kindColumns = amountColumns<Xray["waste"]["leftovers"][number]>("kind", ({ kind }) => kind);
const nameColumns = amountColumns<Xray["packages"]["all"][number]>("package", ({ name }) => name);

const packagesTitle = ({ packages: { kind, all } }: Xray): string =>
  kind === "rpm"
    ? "Packages (rpm's database can't be read)"
    : kind === "none"
      ? "Packages"
      : `Packages (${kind}, ${countText(all.length)})`;

/** Without a package manager, that all files belong to none says nothing. */
const packageRows = ({ packages: { kind, all, none } }: Xray): Xray["packages"]["all"] =>
  kind === "none" ? [] : [...all, { name: "(no package)", ...none }].sort((a, b) => b.bytes - a.bytes);

/** What is known without looking at files, and the sums. */
function facts({ image, total, config, layers }: Xray, style: TerminalStyle): readonly string[] {
  const inLayers = layers.reduce((sum, { brings }) => sum + brings.bytes, 0);
  const words = (list: readonly string[]): string => list.map(shellWord).join(" ");
  const pairs: readonly (readonly [string, string])[] = [
    ["id", `${image.id.slice(0, "sha256:".length + 12)}, ${image.os}/${image.architecture}`],
    ["size", `${amountText(total)}; its ${plural(layers.length, "layer")} hold ${bytesText(inLayers)}`],
    ["entrypoint", words(config.entrypoint)],
    ["command", words(config.command)],
    ["user", config.user === "" ? "root (none is set)" : config.user],
    ["folder", config.workingDirectory],
    ["volumes", config.volumes.join(", ")],
    ["ports", config.ports.join(", ")],
    ["health", config.healthcheck === null ? "no healthcheck" : words(config.healthcheck)],
    ["stop with", config.stopSignal ?? ""],
  ];
  const labelWidth = 12;
  return pairs
    .filter(([, text]) => text !== "")
    .flatMap(([label, text]) =>
      wrapWords(style.text(printableLine(text)), style.columns - labelWidth).map(
        (line, at) => (at === 0 ? style.paint("dim", label.padEnd(labelWidth)) : " ".repeat(labelWidth)) + line,
      ),
    );
}
