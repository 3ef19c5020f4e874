import prettyBytes from "pretty-bytes";
import type { Report } from "../model/report.js";

/** Bytes as people read them (SI); `unknown` where there is no figure. */
export const bytesText = (bytes: number | undefined): string => (bytes === undefined ? "unknown" : prettyBytes(bytes));

/** Whole percent saved; 100 only when nothing is left, 0 when nothing is gained. */
export const savedPercent = (original: number, now: number): number => {
  if (original <= 0) return 0;
  const percent = Math.round((1 - now / original) * 100);
  return now > 0 ? Math.min(99, percent) : percent;
};

export const secondsText = (seconds: number): string =>
  seconds < 120 ? `${seconds.toFixed(1)} s` : `${Math.floor(seconds / 60)} min ${Math.round(seconds % 60)} s`;

const count = new Intl.NumberFormat("en-US");
export const countText = (value: number): string => count.format(value);
export const plural = (value: number, noun: string): string => `${countText(value)} ${noun}${value === 1 ? "" : "s"}`;

export const arrow = (from: string, to: string): string => `${from} → ${to}`;

/** A word as a shell takes it. */
export const shellWord = (word: string): string => (/^[\w./:@%+=,-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`);

/** The whole stack in one line: size, who is slim, checks, and whom the evidence keeps original. */
export const stackLine = ({ project, outcome, services, checks }: Report): string => {
  const slim = services.filter(({ variant }) => variant === "slim").length;
  const culprits = services.filter(({ evidence, variant }) => variant === "original" && evidence.length > 0).map(({ name }) => name);
  return [
    `stack ${project}: ${arrow(bytesText(outcome.originalBytes), bytesText(outcome.finalBytes))}, ${String(savedPercent(outcome.originalBytes, outcome.finalBytes))} % saved`,
    `${String(slim)} of ${String(services.length)} slim`,
    checks.length === 0
      ? "no checks"
      : `${String(checks.filter(({ final }) => final === "pass").length)} of ${plural(checks.length, "check")} passed`,
    culprits.length === 0 ? "no culprit" : `${culprits.length === 1 ? "culprit" : "culprits"} ${culprits.join(", ")}`,
  ].join("; ");
};

/** Of several kinds the first. */
const useCommand = ({ emitted, emissions = [] }: Report): string =>
  (emissions[0]?.use ?? ["docker", "compose", ...emitted.flatMap((file) => ["-f", file]), "up", "--detach"]).map(shellWord).join(" ");

/** One sentence on what to do now. */
export const nextStep = (report: Report): string => {
  const stayed = report.services.filter((service) => service.variant === "original" && service.evidence.length > 0).map(({ name }) => name);
  const failedChecks = report.checks.filter(({ final }) => final === "fail").map(({ name }) => name);
  const originalFails = report.checks.filter(({ original }) => original === "fail").map(({ name }) => name);
  if (originalFails.length > 0)
    return `Mend the checks that fail on the original stack too (${originalFails.join(", ")}), then run apply again.`;
  if (report.outcome.label === "NONE" || report.emitted.length === 0) {
    const where = stayed.length > 0 ? ` of ${stayed.join(", ")}` : "";
    return `Nothing better than the original was found: read the evidence${where}, add what is missing under services.NAME.keep in stack-slim.yml, then run apply again.`;
  }
  if (failedChecks.length > 0)
    return `Do not use the emitted file yet: these checks failed in the final trial: ${failedChecks.join(", ")}.`;
  const use = `Use it: ${useCommand(report)}`;
  if (report.checks.length === 0)
    return `${use} (no check was given, so only start, readiness and restarts were judged: add checks to stack-slim.yml).`;
  if (stayed.length > 0)
    return `${use} (to slim ${stayed.join(", ")} too, read the evidence and add paths under services.NAME.keep in stack-slim.yml).`;
  return use;
};
