import type { ComposeModel } from "../model/compose-model.js";
import { hostAccess } from "./host-access.js";
import type { SourceKind } from "./isolate-options.js";
import { refusals } from "./isolate-refusals.js";

/** What a reader has to know before anything boots: the services that no trial can have, and what of the host the others are given there. */
export const isolationNotes = (model: ComposeModel, kindOf: (path: string) => SourceKind): readonly string[] => {
  const refused = refusals(model, {});
  const out = new Set(refused.map(({ service }) => service));
  return [
    ...refused.map(({ service, reason }) => `${service}: stays original and is left out of trials: it ${reason}`),
    ...Object.entries(model.services)
      .filter(([name]) => !out.has(name))
      .flatMap(([name, service]) => hostAccess(service, kindOf).map((access) => `${name}: ${access}`)),
  ];
};
