import { printableLine } from "../../model/printable.js";
import type { Report } from "../../model/report.js";
import { certaintyOf } from "../certainty.js";
import { contentOf, printableDeep, type Content } from "../content.js";
import type { ReportOptions } from "../reporter.js";
import { bytesText, savedPercent } from "../wording.js";
import { graphSection } from "./graph.js";
import { html, list, type Markup } from "./markup.js";
import { sizesSection, type ContentsDetail } from "./sizes.js";
import { pageStyle } from "./style.js";
import { checkTable, differenceTables, serviceTable } from "./tables.js";
import { timelineSection } from "./timeline.js";

/** What a page may weigh: it is mailed, and kept with every build. Bytes of UTF-8. */
const mostBytes = 2_800_000;

/**
 * The report as one HTML page that loads nothing and runs nothing: no script, no font, no image, and a policy that forbids them. With `contents` it
 * also shows what is in each image, in less detail where the page would weigh too much.
 */
export const htmlReport = (raw: Report, { contents = [] }: ReportOptions): string => {
  const report = printableDeep(raw);
  const content = contentOf(report);
  const pages = (["full", "short", "none"] as const).map((detail) => (): string => page(report, content, { contents, detail }));
  let text = "";
  for (const make of pages) {
    text = make();
    if (Buffer.byteLength(text) <= mostBytes) break;
  }
  return text;
};

type Contents = { readonly contents: NonNullable<ReportOptions["contents"]>; readonly detail: ContentsDetail };
type Section = { readonly id: string; readonly title: string; readonly content: Markup };

function page(report: Report, content: Content, { contents, detail }: Contents): string {
  const { label, why } = content.outcome;
  const exercised = report.services.map((service) => service.exercisedBy.map(printableLine).join(", "));
  const sections: readonly Section[] = [
    { id: "services", title: "Services", content: serviceTable(report, content.services, exercised) },
    { id: "certainty", title: "How sure this is", content: list(certaintyOf(report).map((text) => html`${text}`)) },
    { id: "graph", title: "Dependencies", content: graphSection(report) },
    { id: "sizes", title: "Sizes", content: sizesSection(report, contents, detail) },
    { id: "checks", title: "Checks", content: html`${checkTable(report, content.checks)}${differenceTables(report)}` },
    { id: "evidence", title: "Evidence", content: evidence(content) },
    { id: "repairs", title: "Repairs", content: repairs(content) },
    { id: "trials", title: "Trials", content: timelineSection(report) },
    { id: "warnings", title: "Warnings", content: list(content.warnings.map((text) => html`${text}`)) },
    { id: "run", title: "The run", content: facts(content) },
  ].filter((section) => section.content.markup !== "");
  return (
    html`<!doctype html>
      <html lang="en">
        <head>
          <meta charset="utf-8" />
          <meta name="viewport" content="width=device-width, initial-scale=1" />
          <meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'" />
          <title>${content.project}: ${label} – stack-slim</title>
          <style>
            ${{ markup: pageStyle }}
          </style>
        </head>
        <body>
          <a class="skip" href="#services">Skip to the services</a>
          <header>
            <h1>${content.project}: <span class="${label === "NONE" ? "fail" : "pass"}">${label}</span></h1>
            <p>${why}</p>
            ${figures(report)}
            <p class="next">${content.next}</p>
            <nav aria-label="Sections">
              <ul>
                ${sections.map(({ id, title }) => html`<li><a href="#${id}">${title}</a></li> `)}
              </ul>
            </nav>
          </header>
          <main>
            ${sections.map(
              (section) =>
                html`<section aria-labelledby="${section.id}">
                  <h2 id="${section.id}">${section.title}</h2>
                  ${section.content}
                </section> `,
            )}
          </main>
        </body>
      </html> `.markup.trim() + "\n"
  );
}

const figures = ({ outcome, services, checks }: Report): Markup => {
  const slim = services.filter(({ variant }) => variant === "slim").length;
  const passed = checks.filter(({ final }) => final === "pass").length;
  const shown: readonly (readonly [figure: string, of: string])[] = [
    [
      `${String(savedPercent(outcome.originalBytes, outcome.finalBytes))} %`,
      `saved: ${bytesText(outcome.originalBytes)} → ${bytesText(outcome.finalBytes)}`,
    ],
    [`${String(slim)} of ${String(services.length)}`, "services slim"],
    checks.length === 0 ? ["No check", "was given"] : [`${String(passed)} of ${String(checks.length)}`, "checks passed in the final trial"],
    [String(outcome.boots), "boots of the stack"],
  ];
  return html`<ul class="figures">
    ${shown.map(([figure, of]) => html`<li><b>${figure}</b> ${of}</li> `)}
  </ul>`;
};

const facts = ({ stack }: Content): Markup =>
  html`<dl>
    ${stack.map(
      ([name, text]) =>
        html`<dt>${name}</dt>
          <dd>${text}</dd> `,
    )}
  </dl>`;

const evidence = ({ culprits }: Content): Markup =>
  html`${culprits.map(({ service, variant, evidence: signs }) => {
    const text = signs.map(({ kind, lines }) => `${kind}: ${lines.join("\n  ")}`).join("\n");
    return html`<h3>${service} (${variant === "slim" ? "slim in the end" : "stays original"})</h3>
      <pre>${text}</pre> `;
  })}`;

const repairs = ({ repairs: made }: Content): Markup =>
  list(
    made.map(
      ({ service, text, paths }) =>
        html`<strong>${service}</strong>: ${text}
          <pre>${paths.join("\n")}</pre>`,
    ),
  );
