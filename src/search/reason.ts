import type { Claim } from "./claim.js";
import { leftOut, namesOf, type Knowledge } from "./knowledge.js";
import { size } from "./mask.js";
import type { Budget } from "./search-state.js";

/** Why the label is what it is, for a person, with what it rests on. `cut`: the budget that ended before the search did. */
export const reasonFor = (known: Knowledge, claim: Claim, cut: Budget | undefined): string => {
  if (known.originalFails) return "The original stack itself fails its checks, so nothing can be said of slim images.";
  const sentences = [labelReason(known, claim, cut)];
  if (claim.assumes === "monotone")
    sentences.push("This takes it that what fails goes on failing when more services are slim; no boot contradicted it.");
  if (known.contradiction !== undefined) {
    const { failed, passed } = known.contradiction;
    sentences.push(
      `The stack isn't monotone: slim ${list(failed, known)} failed and slim ${list(passed, known)} passed; nothing was inferred from failures, only boots count.`,
    );
  }
  if (known.unsteady.length > 0) {
    sentences.push(`Both passed and failed, so counted as neither: slim ${known.unsteady.map((set) => list(set, known)).join("; slim ")}.`);
  }
  return sentences.join(" ");
};

const labelReason = (known: Knowledge, claim: Claim, cut: Budget | undefined): string => {
  const missing = leftOut(known.best, known);
  switch (claim.label) {
    case "PROVEN MAXIMUM":
      return missing === 0n
        ? "Every service is slim and the stack passes."
        : `No heavier combination works: one without ${list(missing, known)} passes and ${failures(known)}.`;
    case "MAXIMAL":
      return `Not one of ${list(missing, known)} can be made slim on top of what passes; another, heavier mix hasn't been ruled out.`;
    case "BEST FOUND":
      return cut
        ? `The budget of ${spent(cut)} ended first; ${list(missing, known)} may still be possible.`
        : `No further boot would settle ${list(missing, known)}.`;
    case "NONE":
      if (known.names.length === 0) return "There is no slim image to try.";
      return cut ? `The budget of ${spent(cut)} ended before any slim service passed.` : `No slim service passed: ${failures(known)}.`;
  }
};

const spent = ({ bootsLeft, minutes }: Budget): string =>
  [...(bootsLeft < 1 ? ["boots"] : []), ...(minutes === "over" ? ["minutes"] : [])].join(" and ");

const failures = (known: Knowledge): string => {
  const smallest = known.minimalFails.map((set) =>
    size(set) === 1 ? `${list(set, known)} alone fails` : `${list(set, known)} fail together`,
  );
  return smallest.length === 0 ? "nothing has failed" : smallest.join(", ");
};

const list = (set: bigint, known: Knowledge): string => (set === 0n ? "nothing" : namesOf(set, known).join(", "));
