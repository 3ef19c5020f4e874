import { hierarchy, treemap, treemapSquarify } from "d3-hierarchy";
import { clip } from "../../model/printable.js";
import { html, NOTHING, type Markup } from "./markup.js";

/** A part of a drawing; one with parts is drawn as these. */
export type Tile = {
  readonly name: string;
  /** Where it is, without its name. */
  readonly within?: string;
  /** Bytes: its area, and how much of it stays. */
  readonly before: number;
  readonly after: number;
  readonly size: string;
  readonly detail: Markup;
  readonly parts: readonly Tile[];
};

/** Height of a drawing in rem; its width is that of the page. */
const high = 18;
/** The width that the parts' shapes are chosen for, in the same unit. */
const wide = 40;
const longestName = 60;

/**
 * A treemap without a script: each part is a choice of a radio group, so that the arrow keys go from part to part, and what is said of a part shows
 * when it is chosen. How far a part is filled is how much of it stays. `id` must be unique in the page.
 */
export function treemapFigure(id: string, title: string, root: Tile): Markup {
  const tree = treemap<Tile>().size([wide, high]).tile(treemapSquarify.ratio(1.3))(
    hierarchy(root, ({ parts }) => [...parts])
      .sum(({ before, parts }) => (parts.length > 0 ? 0 : before))
      .sort((a, b) => (b.value ?? 0) - (a.value ?? 0)),
  );
  const tiles = tree
    .leaves()
    .filter(({ data }) => data.before > 0)
    .sort((a, b) => b.data.before - a.data.before);
  return html`<fieldset class="map" style="--high:${high}rem">
    <legend>${title}</legend>
    ${tiles.map(({ data, x0, x1, y0, y1 }, index) => {
      const place = `left:${percent(x0 / wide)};width:${percent((x1 - x0) / wide)};top:${rem(y0)};height:${rem(y1 - y0)};--stays:${percent(data.after / data.before)}`;
      const key = `${id}-${String(index)}`;
      const where = data.within === undefined ? NOTHING : html` <i>${data.within}</i>`;
      return html`<input type="radio" name="${id}" id="${key}" ${{ markup: index === 0 ? " checked" : "" }} /><label
          for="${key}"
          style="${place}"
          ><b>${clip(data.name, longestName)}</b> <span>${data.size}</span>${where}</label
        >
        <div class="said">${data.detail}</div>`;
    })}
  </fieldset> `;
}

const percent = (share: number): string => `${String(Math.round(share * 10_000) / 100)}%`;
const rem = (length: number): string => `${String(Math.round(length * 100) / 100)}rem`;
