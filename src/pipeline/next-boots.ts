import { MOST_PENDING, nextStep, type SearchState, type SearchStep } from "../search/index.js";

export type BootStep = Extract<SearchStep, { readonly kind: "boot" }>;
export type Next = { readonly kind: "boots"; readonly boots: readonly BootStep[] } | Extract<SearchStep, { readonly kind: "done" }>;

/** What to boot next: as many at once as the machine takes (`parallel`) and the search finds worth their time; or that it is over. */
export function nextBoots(state: Omit<SearchState, "pending">, parallel: number): Next {
  const { bootsLeft } = state.budget;
  const first = nextStep(state);
  if (first.kind === "done") return first;
  const boots = [first];
  while (boots.length < Math.min(parallel, MOST_PENDING)) {
    const budget = { ...state.budget, bootsLeft: bootsLeft - boots.length };
    const step = nextStep({ ...state, budget, pending: boots.map(({ slim }) => slim) });
    if (step.kind !== "boot") break;
    boots.push(step);
  }
  return { kind: "boots", boots };
}
