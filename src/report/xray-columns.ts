import type { Amount } from "../model/directory-sums.js";
import { printableLine } from "../model/printable.js";
import type { HiddenFile, LanguagePackage, SetuidProgram, Xray, XrayFile, XrayLayer } from "../model/xray.js";
import type { Column } from "./columns.js";
import type { TreeRow, Weighed } from "./heaviest.js";
import { bytesText, countText } from "./wording.js";

/** The columns of each table of an xray. */

/** An instruction as it stands in a Dockerfile, without what builders put around it. */
export const instruction = (command: string | null): string =>
  command === null
    ? "(the history doesn't say)"
    : printableLine(command)
        .replace(/^\/bin\/sh -c #\(nop\)\s+/, "")
        .replace(/^(?:RUN )?(?:\|\d+ (?:\S+=\S* )*)?\/bin\/sh -c /, "RUN ")
        .replace(/ # buildkit$/, "")
        .replace(/\s+/g, " ");

export const layerColumns: readonly Column<XrayLayer>[] = [
  { head: "#", cell: ({ number }) => String(number), align: "right" },
  { head: "brings", cell: ({ brings }) => bytesText(brings.bytes), align: "right" },
  { head: "files", cell: ({ brings }) => countText(brings.files), align: "right" },
  { head: "hidden later", cell: ({ brings, stays }) => bytesText(brings.bytes - stays.bytes), align: "right", dispensable: 1 },
  { head: "replaces", cell: ({ replaces }) => countText(replaces.files), align: "right", dispensable: 2 },
  { head: "removes", cell: ({ removes }) => countText(removes.files), align: "right", dispensable: 2 },
  { head: "made by", cell: ({ command }) => instruction(command), align: "left", narrowest: 20 },
];

export const amountColumns = <Row extends Amount>(head: string, label: (row: Row) => string): readonly Column<Row>[] => [
  { head, cell: (row) => printableLine(label(row)), align: "left", narrowest: 16 },
  { head: "size", cell: ({ bytes }) => bytesText(bytes), align: "right" },
  { head: "files", cell: ({ files }) => countText(files), align: "right" },
];

export const directoryColumns: readonly Column<TreeRow<Amount & Weighed>>[] = [
  { head: "directory", cell: ({ label }) => label, align: "left", narrowest: 16 },
  { head: "size", cell: ({ item }) => bytesText(item.bytes), align: "right" },
  { head: "files", cell: ({ item }) => countText(item.files), align: "right" },
];

const pathColumn = <Row>(path: (row: Row) => string): Column<Row> => ({
  head: "path",
  cell: (row) => printableLine(path(row)),
  align: "left",
  narrowest: 30,
});

export const fileColumns: readonly Column<XrayFile>[] = [
  { head: "size", cell: ({ bytes }) => bytesText(bytes), align: "right" },
  { head: "layer", cell: ({ layer }) => String(layer), align: "right" },
  { head: "package", cell: (file) => printableLine(file.package ?? "(no package)"), align: "left", narrowest: 12, dispensable: 1 },
  pathColumn(({ path }) => path),
];

export const languageColumns: readonly Column<LanguagePackage>[] = [
  { head: "size", cell: ({ bytes }) => bytesText(bytes), align: "right" },
  { head: "files", cell: ({ files }) => countText(files), align: "right", dispensable: 1 },
  { head: "kind", cell: ({ kind }) => kind, align: "left" },
  {
    head: "package",
    cell: ({ name, version }) => printableLine(version === null ? name : `${name} ${version}`),
    align: "left",
    narrowest: 16,
  },
  pathColumn(({ path }) => path),
];

export const hiddenColumns: readonly Column<HiddenFile>[] = [
  { head: "size", cell: ({ bytes }) => bytesText(bytes), align: "right" },
  { head: "layer", cell: ({ layer }) => String(layer), align: "right" },
  { head: "hidden", cell: ({ how, hiddenBy }) => (hiddenBy === null ? how : `${how} by ${String(hiddenBy)}`), align: "left" },
  pathColumn(({ path }) => path),
];

export const duplicateColumns: readonly Column<Xray["waste"]["largestDuplicates"][number]>[] = [
  { head: "size", cell: ({ bytes }) => bytesText(bytes), align: "right" },
  { head: "copies", cell: ({ paths }) => countText(paths.length), align: "right" },
  pathColumn(({ paths }) => paths.join(" = ")),
];

export const setuidColumns: readonly Column<SetuidProgram>[] = [
  { head: "mode", cell: ({ mode }) => mode, align: "left" },
  { head: "owner", cell: ({ uid, gid }) => `${String(uid)}:${String(gid)}`, align: "left" },
  pathColumn(({ path }) => path),
];

export const capabilityColumns: readonly Column<Xray["privileged"]["capabilities"][number]>[] = [
  { head: "capabilities", cell: ({ capabilities }) => capabilities, align: "left", narrowest: 30 },
  pathColumn(({ path }) => path),
];
