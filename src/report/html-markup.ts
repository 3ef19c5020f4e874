const ENTITIES: Readonly<Record<string, string>> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;" };

/** HTML that is ours; every text of others goes through the tag `html` and so is escaped. */
export type Markup = { readonly markup: string };
type Part = string | number | Markup | readonly Markup[];

const render = (part: Part): string => {
  if (typeof part === "object") return "markup" in part ? part.markup : part.map(({ markup }) => markup).join("");
  return String(part).replace(/[&<>"']/g, (character) => ENTITIES[character] ?? character);
};

/** Template tag: what stands between is escaped, unless it is Markup itself. */
export const html = (texts: TemplateStringsArray, ...parts: readonly Part[]): Markup => ({
  markup: texts.map((text, index) => text + (index < parts.length ? render(parts[index] ?? "") : "")).join(""),
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

/** A table with caption and scopes, which a screen reader reads out with each cell; nothing without rows. */
export const htmlTable = <Row>(caption: string, columns: readonly HtmlColumn<Row>[], rows: readonly Row[]): Markup =>
  rows.length === 0
    ? NOTHING
    : html`<div class="scroll">
        <table>
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
              (row) =>
                html`<tr>
                  ${columns.map((column) => cell(column, row))}
                </tr> `,
            )}
          </tbody>
        </table>
      </div>`;
