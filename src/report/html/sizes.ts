import { clip, printableLine } from "../../model/printable.js";
import type { Report, ReportService } from "../../model/report.js";
import type { ContentTile, ServiceContents } from "../contents.js";
import type { Change } from "../diff.js";
import { arrow, bytesText, countText, plural, savedPercent } from "../wording.js";
import { html, list, NOTHING, type Markup } from "./markup.js";
import { treemapFigure, type Tile } from "./treemap.js";

/** How much is said of each part of an image, so that the page of a large stack stays small. */
export type ContentsDetail = "full" | "short" | "none";

const longestPath = 120;

/** The sizes of all services as one drawing, then what is in each image. */
export function sizesSection(report: Report, contents: readonly ServiceContents[], detail: ContentsDetail): Markup {
  const sized = report.services.filter(({ originalBytes = 0 }) => originalBytes > 0);
  if (sized.length === 0) return NOTHING;
  const root: Tile = { name: "", before: 0, after: 0, size: "", detail: NOTHING, parts: sized.map(serviceTile) };
  return html`<p>
      Areas are the bytes of the originals; how far one is filled is how much of it runs in the end. Choose a part to see what became of it.
    </p>
    ${treemapFigure("all", "Services by size", root)}
    ${detail === "none" ? html`<p>What is in each image is left out here, to keep this page small: \`stack-slim diff SERVICE\` shows it.</p>` : imagesOf(report, contents, detail)}`;
}

const imagesOf = ({ services }: Report, contents: readonly ServiceContents[], detail: ContentsDetail): Markup => {
  const known = services.flatMap(({ name }, index) => {
    const found = contents.find(({ service }) => service === name);
    return found === undefined ? [] : [imageDetails(printableLine(name), found, index, detail)];
  });
  return known.length === 0
    ? NOTHING
    : html`<h3>What went, and what stayed, of each image</h3>
        ${known}`;
};

const serviceTile = (service: ReportService): Tile => {
  const { originalBytes = 0, slimBytes, variant } = service;
  const after = variant === "slim" ? (slimBytes ?? originalBytes) : originalBytes;
  const size = variant === "slim" ? arrow(bytesText(originalBytes), bytesText(after)) : `${bytesText(originalBytes)}, original`;
  const name = printableLine(service.name);
  return {
    name,
    before: originalBytes,
    after,
    size,
    detail: html`<p><strong>${name}</strong>: ${size}. ${printableLine(service.why)}.</p>`,
    parts: [],
  };
};

function imageDetails(name: string, contents: ServiceContents, index: number, detail: ContentsDetail): Markup {
  const { directories, packages, components, original, slim, policy } = contents;
  const { before, after } = directories.change;
  const counted =
    components === undefined ? "" : ` ${countText(components.original)} components of the SBOM became ${countText(components.slim)}.`;
  const asTile = (tile: ContentTile): Tile => ({
    ...placeOf(clip(printableLine(tile.name), longestPath)),
    before: tile.change.before.bytes,
    after: tile.change.after.bytes,
    size: arrow(bytesText(tile.change.before.bytes), bytesText(tile.change.after.bytes)),
    detail: tile.parts.length > 0 ? NOTHING : tileDetail(tile, detail),
    parts: tile.parts.map(asTile),
  });
  const byPackage: Tile = { name: "", before: 0, after: 0, size: "", detail: NOTHING, parts: packages.map(asTile) };
  return html`<details class="image" id="s${index}">
    <summary>
      <strong>${name}</strong> ${arrow(bytesText(before.bytes), bytesText(after.bytes))}, ${plural(before.files, "file")} →
      ${countText(after.files)}
    </summary>
    <p>${arrow(printableLine(original), printableLine(slim))} (policy ${policy}).${counted}</p>
    <div class="maps">
      ${treemapFigure(`d${String(index)}`, `${name} by directory`, asTile(directories))}
      ${treemapFigure(`p${String(index)}`, `${name} by package`, byPackage)}
    </div>
  </details> `;
}

/** Small parts have no room for a path: its last name first. */
function placeOf(path: string): Pick<Tile, "name" | "within"> {
  const end = path.lastIndexOf("/");
  return end <= 0 || end === path.length - 1 ? { name: path } : { name: path.slice(end + 1).trim(), within: path.slice(0, end + 1) };
}

/** What is said of a part when it is chosen. */
function tileDetail({ name, change, rules, kept, gone }: ContentTile, detail: ContentsDetail): Markup {
  const path = (text: string): Markup => html`<code>${clip(printableLine(text), longestPath)}</code>`;
  const most = detail === "full" ? 3 : 1;
  const stayed = rules
    .slice(0, detail === "full" ? 5 : 2)
    .map(({ rule, bytes, files }) => `${rule} (${plural(files, "file")}, ${bytesText(bytes)})`);
  return html`<p><strong>${clip(printableLine(name), longestPath)}</strong>: ${summary(change)}</p>
    ${stayed.length === 0 ? html`<p>Nothing of it stays: no rule keeps it.</p>` : html`<p>Kept by the rules ${stayed.join(", ")}.</p>`}
    ${list([
      ...kept
        .slice(0, most)
        .map(
          (file) =>
            html`stays: ${path(file.path)} ${bytesText(file.bytes)}:
            ${clip(printableLine(file.why === "" ? file.rule : file.why), longestPath)}`,
        ),
      ...gone
        .slice(0, most)
        .map(
          (file) =>
            html`went: ${path(file.path)} ${bytesText(file.bytes)}${file.package === null ? "" : `, of ${printableLine(file.package)}`}`,
        ),
    ])}`;
}

const summary = (change: Change): string =>
  `${arrow(bytesText(change.before.bytes), bytesText(change.after.bytes))} (${String(savedPercent(change.before.bytes, change.after.bytes))} % saved), ${arrow(countText(change.before.files), plural(change.after.files, "file"))}.`;
