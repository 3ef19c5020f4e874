import type { CellVerdict, Report } from "../model/report.js";
import { contentOf, type Content } from "./content.js";
import type { CheckRow, ServiceRow, TrialRow } from "./content-rows.js";
import { html, htmlTable, NOTHING, type HtmlColumn, type Markup } from "./html-markup.js";
import { HTML_STYLE } from "./html-style.js";

const GLYPHS = { pass: "✓", fail: "✗", implied: "~", "not-tried": "·" } as const satisfies Record<CellVerdict, string>;
const WORDS = { pass: "pass", fail: "fail", implied: "implied", "not-tried": "not tried" } as const satisfies Record<CellVerdict, string>;

const verdictColumn = <Row>(head: string, verdict: (row: Row) => CellVerdict): HtmlColumn<Row> => ({
  head,
  kind: "verdict",
  // The word is there for those who cannot tell the colours or hear the page.
  cell: (row) => html`<span class="${verdict(row)}"><span aria-hidden="true">${GLYPHS[verdict(row)]}</span> ${WORDS[verdict(row)]}</span>`,
});

const SERVICE_COLUMNS: readonly HtmlColumn<ServiceRow>[] = [
  { head: "Service", cell: ({ name }) => name, kind: "name" },
  { head: "Size", cell: ({ size }) => size, kind: "number" },
  { head: "Saved", cell: ({ saved }) => saved, kind: "number" },
  { head: "Files", cell: ({ files }) => files, kind: "number" },
  { head: "Variant", cell: ({ variant }) => html`<span class="${variant}">${variant}</span>` },
  verdictColumn("Alone", ({ alone }) => alone),
  verdictColumn("All slim", ({ allSlim }) => allSlim),
  verdictColumn("Final", ({ final }) => final),
  { head: "Restarts", cell: ({ restarts }) => restarts, kind: "number" },
  { head: "Probe", cell: ({ probe }) => probe },
  { head: "Why", cell: ({ why }) => why },
];

const CHECK_COLUMNS: readonly HtmlColumn<CheckRow>[] = [
  { head: "Check", cell: ({ name }) => name, kind: "name" },
  { head: "Use", cell: ({ use }) => use },
  verdictColumn("Original", ({ original }) => original),
  verdictColumn("All slim", ({ allSlim }) => allSlim),
  verdictColumn("Final", ({ final }) => final),
  { head: "Error", cell: ({ error }) => error },
];

const TRIAL_COLUMNS: readonly HtmlColumn<TrialRow>[] = [
  { head: "Boot", cell: ({ boot }) => boot, kind: "name" },
  { head: "Purpose", cell: ({ purpose }) => purpose },
  { head: "Slim", cell: ({ slim }) => slim },
  verdictColumn("Verdict", ({ verdict }) => verdict),
  { head: "Checks passed", cell: ({ checks }) => checks },
  { head: "Failed", cell: ({ failed }) => failed || "–" },
  { head: "Time", cell: ({ time }) => time, kind: "number" },
  { head: "Why", cell: ({ why }) => why },
];

const section = (title: string, content: Markup): Markup =>
  content.markup === ""
    ? NOTHING
    : html`<section>
        <h2>${title}</h2>
        ${content}
      </section> `;

const evidence = ({ culprits }: Content): Markup =>
  html`${culprits.map(({ service, variant, evidence: signs }) => {
    const text = signs.map(({ kind, lines }) => `${kind}: ${lines.join("\n  ")}`).join("\n");
    return html`<h3>${service} (${variant === "slim" ? "slim in the end" : "stays original"})</h3>
      <pre>${text}</pre> `;
  })}`;

const list = (items: readonly Markup[]): Markup =>
  items.length === 0
    ? NOTHING
    : html`<ul>
        ${items.map((item) => html`<li>${item}</li> `)}
      </ul>`;

const repairs = ({ repairs: made }: Content): Markup =>
  list(
    made.map(
      ({ service, text, paths }) =>
        html`<strong>${service}</strong>: ${text}
          <pre>${paths.join("\n")}</pre>`,
    ),
  );

/** The report as one HTML page that loads nothing: no script, no font, no image, and a policy that forbids them. */
export const htmlReport = (report: Report): string => {
  const content = contentOf(report);
  const { label, why } = content.outcome;
  return (
    html`<!doctype html>
      <html lang="en">
        <head>
          <meta charset="utf-8" />
          <meta name="viewport" content="width=device-width, initial-scale=1" />
          <meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'" />
          <title>${content.project}: ${label} – stack-slim</title>
          <style>
            ${{ markup: HTML_STYLE }}
          </style>
        </head>
        <body>
          <main>
            <h1>${content.project}: <span class="${label === "NONE" ? "fail" : "pass"}">${label}</span></h1>
            <p>${why}</p>
            <p class="next">${content.next}</p>
            <dl>
              ${content.stack.map(
                ([name, text]) =>
                  html`<dt>${name}</dt>
                    <dd>${text}</dd> `,
              )}
            </dl>
            ${section("Services", htmlTable("Every service, its sizes, and how it did slim: alone, with all others slim, and in the final trial", SERVICE_COLUMNS, content.services))}
            ${section("Checks", htmlTable("Every check on the original stack, with all services slim, and in the final trial", CHECK_COLUMNS, content.checks))}
            ${section("Evidence", evidence(content))} ${section("Repairs", repairs(content))}
            ${section("Trials", htmlTable("Every boot in the order it ran", TRIAL_COLUMNS, content.trials))}
            ${section("Warnings", list(content.warnings.map((text) => html`${text}`)))}
          </main>
        </body>
      </html> `.markup.trimEnd() + "\n"
  );
};
