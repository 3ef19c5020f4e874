const ENTITIES: Readonly<Record<string, string>> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;" };

/** HTML that is ours; every text of others goes through the tag `html` and so is escaped. */
export type Markup = { readonly markup: string };
type Part = string | number | Markup | readonly Markup[];

const render = (part: Part): string => {
  if (typeof part === "object") return "markup" in part ? part.markup : part.map(({ markup }) => markup).join("");
  return String(part).replace(/[&<>"']/g, (character) => ENTITIES[character] ?? character);
};

/** Templates are indented for who reads the source; a page of thousands of parts has no use for that. */
const dense = new WeakMap<TemplateStringsArray, readonly string[]>();
const densely = (texts: TemplateStringsArray): readonly string[] => {
  const known = dense.get(texts) ?? texts.map((text) => text.replace(/\s*\n\s*/g, "\n"));
  dense.set(texts, known);
  return known;
};

/** Template tag: what stands between is escaped, unless it is Markup itself. */
export const html = (texts: TemplateStringsArray, ...parts: readonly Part[]): Markup => ({
  markup: densely(texts)
    .map((text, index) => text + (index < parts.length ? render(parts[index] ?? "") : ""))
    .join(""),
});

export const NOTHING: Markup = { markup: "" };

export type HtmlColumn<Row> = {
  readonly head: string;
  readonly cell: (row: Row) => string | Markup;
  readonly kind?: "number" | "name" | "verdict";
};

const cell = <Row>({ cell: content, kind }: HtmlColumn<Row>, row: Row): Markup => {
  if (kind === "name") return html`<th scope="row">${content(row)}</th>`;
  return kind === undefined ? html`<td>${content(row)}</td>` : html`<td class="${kind}">${content(row)}</td>`;
};

/** What may be wider than the page, in a box of its own that scrolls, by keyboard too. */
export const scrolled = (label: string, content: Markup): Markup =>
  html`<div class="scroll" role="region" tabindex="0" aria-label="${label}">${content}</div>`;

export type TableOptions<Row> = {
  /** Of a row, to link to it. */
  readonly id?: (index: number) => string;
  readonly rowClass?: (row: Row, index: number) => string;
};

/** A table with caption and scopes, which a screen reader reads out with each cell; nothing without rows. */
export const htmlTable = <Row>(
  caption: string,
  columns: readonly HtmlColumn<Row>[],
  rows: readonly Row[],
  { id, rowClass }: TableOptions<Row> = {},
): Markup =>
  rows.length === 0
    ? NOTHING
    : scrolled(
        caption,
        html`<table>
          <caption>
            ${caption}
          </caption>
          <thead>
            <tr>
              ${columns.map(({ head, kind }) => html`<th scope="col" class="${kind ?? ""}">${head}</th>`)}
            </tr>
          </thead>
          <tbody>
            ${rows.map(
              (row, index) =>
                html`<tr${id === undefined ? NOTHING : html` id="${id(index)}"`}${rowClass === undefined ? NOTHING : html` class="${rowClass(row, index)}"`}>
                  ${columns.map((column) => cell(column, row))}
                </tr> `,
            )}
          </tbody>
        </table>`,
      );

export const list = (items: readonly Markup[]): Markup =>
  items.length === 0
    ? NOTHING
    : html`<ul>
        ${items.map((item) => html`<li>${item}</li> `)}
      </ul>`;

/** Text for those who don't see the page. */
export const spoken = (text: string): Markup => html`<span class="spoken">${text}</span>`;
