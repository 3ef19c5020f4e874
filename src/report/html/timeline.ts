import { printableLine } from "../../model/printable.js";
import type { Report } from "../../model/report.js";
import type { Trial } from "../../model/trial.js";
import { trialRow } from "../content-rows.js";
import { secondsText } from "../wording.js";
import { html, list, NOTHING, scrolled, spoken, type Markup } from "./markup.js";

const parts = ["boot", "probes", "checks", "teardown"] as const;

/** Every boot in the order it ran: how long each part took, why it was booted and what it showed; then who was slim in which. */
export function timelineSection({ trials, services }: Report): Markup {
  if (trials.length === 0) return NOTHING;
  const total = trials.reduce((sum, trial) => sum + duration(trial), 0);
  return html`<ol class="timeline">
      ${trials.map((trial, index) =>
        entry(
          trial,
          trials.slice(0, index).reduce((sum, earlier) => sum + duration(earlier), 0),
          total,
        ),
      )}
    </ol>
    <ul class="legend">
      ${parts.map((part) => html`<li><span class="key ${part}"></span> ${part}</li> `)}
    </ul>
    <h3>Who was slim in which boot</h3>
    ${combinations(
      trials,
      services.map(({ name }) => name),
    )}`;
}

const duration = ({ seconds }: Trial): number => Object.values(seconds).reduce((sum, part) => sum + part, 0);

function entry(trial: Trial, start: number, total: number): Markup {
  const row = trialRow(trial);
  const share = (seconds: number): string => `${((seconds / Math.max(total, 1e-9)) * 100).toFixed(2)}%`;
  const took = parts.map((part) => `${part} ${secondsText(trial.seconds[part])}`).join(", ");
  return html`<li class="${row.verdict}">
    <p>
      <strong>Boot ${row.boot}</strong>, ${row.purpose}: ${row.slim} slim,
      <span class="${row.verdict}">${trial.pass ? "passed" : "failed"}</span>, checks passed: ${row.checks}, ${row.time}
    </p>
    <div class="bar" role="img" aria-label="${took}" title="${took}">
      <span style="width:${share(start)}"></span
      >${parts.map((part) => html`<span class="${part}" style="width:${share(trial.seconds[part])}"></span>`)}
    </div>
    <p>${row.why}</p>
    ${list(shown(trial).map((text) => html`${text}`))}
  </li> `;
}

/** What a boot showed, beyond that it passed. */
const shown = ({ services, checks, swaps = [], inconclusive }: Trial): readonly string[] => [
  ...services
    .filter(({ pass }) => !pass)
    .map(({ service, variant, evidence: [first] }) =>
      printableLine(`${service} (${variant}) failed${first === undefined ? "" : `: ${first.kind}: ${first.detail.split("\n")[0] ?? ""}`}`),
    ),
  ...checks.filter(({ pass }) => !pass).map(({ name, error = "" }) => printableLine(`check ${name} failed: ${error.split("\n")[0] ?? ""}`)),
  ...(inconclusive === true ? ["no verdict: what failed may be chance, so it was booted again"] : []),
  ...swaps.map(({ detail, pass }) =>
    printableLine(`while it ran: ${detail.split("\n")[0] ?? ""}${pass ? " (only a fresh boot decides)" : ""}`),
  ),
];

function combinations(trials: readonly Trial[], services: readonly string[]): Markup {
  const cell = (trial: Trial, service: string): Markup => {
    const verdict = trial.services.find((one) => one.service === service);
    const variant = trial.combination[service];
    if (variant === undefined) return html`<td></td>`;
    const failed = verdict?.pass === false;
    return html`<td class="${variant}${failed ? " failed" : ""}">
      <span aria-hidden="true">${failed ? "✗" : variant === "slim" ? "●" : "○"}</span>${spoken(`${variant}${failed ? ", failed" : ""}`)}
    </td>`;
  };
  return html`${scrolled(
      "Who was slim in which boot",
      html`<table class="grid">
        <caption>
          Each service in each boot
        </caption>
        <thead>
          <tr>
            <th scope="col">Service</th>
            ${trials.map(({ boot, pass }) => html`<th scope="col">${spoken("boot ")}${boot}${spoken(pass ? " passed" : " failed")}</th>`)}
          </tr>
        </thead>
        <tbody>
          ${services.map(
            (name) =>
              html`<tr>
                <th scope="row">${printableLine(name)}</th>
                ${trials.map((trial) => cell(trial, name))}
              </tr> `,
          )}
          <tr>
            <th scope="row">Verdict</th>
            ${trials.map(({ pass }) => html`<td class="${pass ? "pass" : "fail"}">${pass ? "✓" : "✗"}${spoken(pass ? "passed" : "failed")}</td>`)}
          </tr>
        </tbody>
      </table>`,
    )}
    <p class="quiet" aria-hidden="true">● slim, ○ original, ✗ failed</p>`;
}
