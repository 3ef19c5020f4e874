import type { AnswerDifference, CellVerdict, Report } from "../../model/report.js";
import type { ShownAnswer } from "../../model/trial.js";
import type { CheckRow, ServiceRow } from "../content-rows.js";
import { bytesText, plural } from "../wording.js";
import { html, htmlTable, NOTHING, type HtmlColumn, type Markup } from "./markup.js";

const GLYPHS = { pass: "✓", fail: "✗", implied: "~", "not-tried": "·" } as const satisfies Record<CellVerdict, string>;
const WORDS = { pass: "pass", fail: "fail", implied: "implied", "not-tried": "not tried" } as const satisfies Record<CellVerdict, string>;

const verdictColumn = <Row>(head: string, verdict: (row: Row) => CellVerdict): HtmlColumn<Row> => ({
  head,
  kind: "verdict",
  // The word is there for those who cannot tell the colours or hear the page.
  cell: (row) => html`<span class="${verdict(row)}"><span aria-hidden="true">${GLYPHS[verdict(row)]}</span> ${WORDS[verdict(row)]}</span>`,
});

/** A service's row with what its bar is drawn from: bytes of the original, of what runs in the end, and of the stack's largest original. */
type Measured = ServiceRow & { readonly before: number; readonly after: number; readonly largest: number; readonly exercised: string };

const bar = ({ before, after, largest }: Measured): Markup => {
  const share = (bytes: number, of: number): string => `${((bytes / Math.max(1, of)) * 100).toFixed(1)}%`;
  return before === 0
    ? NOTHING
    : html`<span class="size" aria-hidden="true" style="width:${share(before, largest)}"
        ><span style="width:${share(after, before)}"></span
      ></span>`;
};

const SERVICE_COLUMNS: readonly HtmlColumn<Measured>[] = [
  { head: "Service", cell: ({ name }) => name, kind: "name" },
  { head: "Size", cell: (row) => html`${row.size}${bar(row)}`, kind: "number" },
  { head: "Saved", cell: ({ saved }) => saved, kind: "number" },
  { head: "Files", cell: ({ files }) => files, kind: "number" },
  { head: "Variant", cell: ({ variant }) => html`<span class="variant-${variant}">${variant}</span>` },
  verdictColumn("Alone", ({ alone }) => alone),
  verdictColumn("All slim", ({ allSlim }) => allSlim),
  verdictColumn("Final", ({ final }) => final),
  { head: "Restarts", cell: ({ restarts }) => restarts, kind: "number" },
  { head: "Probe", cell: ({ probe }) => probe },
  { head: "Exercised by", cell: ({ exercised }) => html`<div class="wide">${exercised}</div>` },
  { head: "Why", cell: ({ why }) => html`<div class="wide">${why}</div>` },
];

/** The pass/fail matrix. `rows` are the content's of the same services; `exercised` what put each to work, empty: the report doesn't say. */
export function serviceTable({ services }: Report, rows: readonly ServiceRow[], exercised: readonly string[]): Markup {
  const largest = Math.max(1, ...services.map(({ originalBytes = 0 }) => originalBytes));
  const measured = rows.map((row, index): Measured => {
    const { originalBytes = 0, slimBytes = originalBytes, variant = "original" } = services[index] ?? {};
    return {
      ...row,
      before: originalBytes,
      after: variant === "slim" ? slimBytes : originalBytes,
      largest,
      exercised: exercised[index] ?? "",
    };
  });
  const columns = exercised.some((text) => text !== "") ? SERVICE_COLUMNS : SERVICE_COLUMNS.filter(({ head }) => head !== "Exercised by");
  const caption = "Every service, its sizes, and how it did slim: alone, with all others slim, and in the final trial";
  const table = htmlTable(caption, columns, measured, {
    id: (index) => `r${String(index)}`,
    rowClass: ({ variant }, index) => `${variant} ${(services[index]?.evidence.length ?? 0) > 0 ? "blamed" : "unblamed"}`,
  });
  return services.length < fewServices ? table : html`${filter}${table}`;
}

/** So few need no filter. */
const fewServices = 8;

/** Works without a script: the style hides the rows that aren't asked for. */
const filter = html`<fieldset class="filter">
  <legend>Show</legend>
  ${[
    ["only-all", "all"],
    ["only-original", "those that stay original"],
    ["only-blamed", "those with evidence"],
  ].map(
    ([id = "", text = ""], index) =>
      html`<label><input type="radio" name="only" id="${id}" ${{ markup: index === 0 ? " checked" : "" }} /> ${text}</label> `,
  )}
</fieldset>`;

const CHECK_COLUMNS: readonly HtmlColumn<CheckRow & { readonly steady: string }>[] = [
  { head: "Check", cell: ({ name }) => name, kind: "name" },
  { head: "Use", cell: ({ use }) => use },
  verdictColumn("Original", ({ original }) => original),
  verdictColumn("All slim", ({ allSlim }) => allSlim),
  verdictColumn("Final", ({ final }) => final),
  { head: "Flaky on the original", cell: ({ steady }) => steady },
  { head: "Error", cell: ({ error }) => html`<div class="wide">${error}</div>` },
];

const DIFFERENCE_COLUMNS: readonly HtmlColumn<AnswerDifference>[] = [
  { head: "Request", cell: ({ request }) => html`<div class="wide">${request}</div>`, kind: "name" },
  {
    head: "Reference",
    cell: ({ reference: { answer, boot, original } }) => shown(answer, original ? "original" : `passed in boot ${String(boot)}`),
  },
  { head: "Slim", cell: ({ slim: { answer, boot } }) => shown(answer, `boot ${String(boot)}`) },
];

const shown = (answer: ShownAnswer, where: string): Markup => {
  if ("error" in answer) return html`${where}: <strong>${answer.error}</strong>`;
  const { status, type, bytes, text } = answer;
  return html`${where}: <strong>${String(status)}</strong> ${type} ${bytesText(bytes)}
    ${text === undefined ? NOTHING : html`<pre>${text}</pre>`}`;
};

/** What slim services answered otherwise, check by check. */
export const differenceTables = ({ checks }: Report): Markup =>
  html`${checks.flatMap(({ name, differences = [] }) =>
    differences.length === 0
      ? []
      : [
          html`<h3>${name}: answered otherwise</h3>
            ${htmlTable(`Requests of ${name} whose answers differ`, DIFFERENCE_COLUMNS, differences)}`,
        ],
  )}`;

/** Every check on the original stack and on slim ones. */
export function checkTable({ checks }: Report, rows: readonly CheckRow[]): Markup {
  const steady = rows.map((row, index) => {
    const flaky = checks[index]?.flaky;
    return { ...row, steady: flaky === undefined ? "" : `failed ${String(flaky.failures)} of ${plural(flaky.runs, "run")}` };
  });
  const columns = steady.some((row) => row.steady !== "") ? CHECK_COLUMNS : CHECK_COLUMNS.filter(({ head }) => !head.startsWith("Flaky"));
  return htmlTable("Every check on the original stack, with all services slim, and in the final trial", columns, steady);
}
