import type { Judged } from "../trial/index.js";
import type { RunContext } from "./run-context.js";

/** Probes and checks were told as they ended; what only the whole boot shows, a crash loop above all, is told here. */
export function tellResult({ emit }: RunContext, { trial, blame }: Judged, inconclusive: boolean): void {
  for (const { service, pass, evidence } of trial.services) {
    const [first] = evidence;
    if (pass || first === undefined || first.kind === "probe") continue;
    emit({ type: "service", stage: "trials", service, status: "failed", detail: first.detail });
  }
  const pointed = blame.suspects.length === 0 ? "" : `; it points at ${blame.suspects.join(", ")}`;
  const blamed = blame.culprits.length === 0 ? " and blames nobody" : ` and blames ${blame.culprits.join(", ")}`;
  const chance = inconclusive ? "; that may be chance, so it is booted once more" : "";
  const detail = `boot ${String(trial.boot)} ${trial.pass ? "passed" : `failed${blamed}${pointed}${chance}`}`;
  emit({ type: "note", stage: "trials", detail });
}
