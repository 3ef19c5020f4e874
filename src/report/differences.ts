import type { AnswerDifference } from "../model/report.js";
import type { CheckVerdict, Exchange, ShownAnswer, Trial } from "../model/trial.js";
import { checkIn, type JudgingTrials } from "./cells.js";

/** Differences of one check that a report has room for. */
const most = 6;

type Seen = { readonly trial: Trial; readonly verdict: CheckVerdict; readonly exchanges: readonly Exchange[] };

const seenIn = (trial: Trial | undefined, name: string): Seen | undefined => {
  const verdict = checkIn(trial, name);
  return trial === undefined || verdict?.exchanges === undefined ? undefined : { trial, verdict, exchanges: verdict.exchanges };
};

const isOriginal = ({ combination }: Trial): boolean => Object.values(combination).every((variant) => variant === "original");

/**
 * Where a check's requests were answered otherwise with slim services: in the last trial in which it failed, else in the final one. They are compared
 * step by step with the original's answers; a check that never ran on the original is compared with the trial of slim services it passed on.
 */
export function differencesOf(trials: readonly Trial[], { originals, final }: JudgingTrials, name: string): readonly AnswerDifference[] {
  const slim = trials
    .filter((trial) => !isOriginal(trial))
    .map((trial) => seenIn(trial, name))
    .filter((seen) => seen !== undefined);
  const told = slim.findLast(({ verdict }) => !verdict.pass) ?? seenIn(final, name);
  if (told === undefined) return [];
  const original = originals.map((trial) => seenIn(trial, name)).find((seen) => seen !== undefined);
  const passing = told.verdict.pass ? undefined : slim.findLast(({ verdict }) => verdict.pass);
  const reference = original ?? passing;
  if (reference === undefined) return [];
  return told.exchanges
    .flatMap(({ request, answer }, step): readonly AnswerDifference[] => {
      const other = reference.exchanges[step];
      // A step of another method stands elsewhere in a check that was changed since.
      if (other === undefined || methodOf(other.request) !== methodOf(request) || !differs(other.answer, answer)) return [];
      const { boot } = reference.trial;
      return [
        { request, reference: { boot, original: reference === original, answer: other.answer }, slim: { boot: told.trial.boot, answer } },
      ];
    })
    .slice(0, most);
}

const methodOf = (request: string): string => request.split(" ")[0] ?? "";

/** Ids, times and tokens make every answer a little longer or shorter; a page that lost a part is shorter by more than that. */
const sizeDiffers = (a: number, b: number): boolean => Math.abs(a - b) > Math.max(64, Math.max(a, b) / 10);

const differs = (a: ShownAnswer, b: ShownAnswer): boolean => {
  if ("error" in a || "error" in b) return !("error" in a && "error" in b);
  return a.status !== b.status || a.type !== b.type || sizeDiffers(a.bytes, b.bytes);
};
