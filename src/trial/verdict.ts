import type { Variant } from "../model/stack.js";
import type { Evidence, ServiceVerdict } from "../model/trial.js";
import { hasEnded, type Baseline, type Observation } from "./observation.js";

/** Which of the names and paths a log speaks of the original image has and the slim one lacks. */
export type DroppedPaths = (log: string) => readonly string[];

const logLines = 3;

/**
 * Judges one service by what was seen of it, against how the original behaved (undefined while the original itself is being profiled).
 * A service that restarts more often than the original fails even when every check passes: a crash loop answers between two crashes.
 */
export function serviceVerdict(seen: Observation, variant: Variant, baseline: Baseline | undefined, dropped: DroppedPaths): ServiceVerdict {
  const faults = [...startFaults(seen), ...endFaults(seen, baseline), ...restartFaults(seen, baseline), ...stateFaults(seen, baseline)];
  const ended = seen.containers.find(hasEnded);
  return {
    service: seen.service,
    variant,
    pass: faults.length === 0,
    restarts: seen.restarts,
    ...(ended === undefined ? {} : { exitCode: ended.exitCode }),
    evidence: faults.length === 0 ? [] : [...faults, ...logEvidence(seen.log, dropped)],
  };
}

const startFaults = ({ containers, startError }: Observation): readonly Evidence[] => {
  const broken = containers.find(({ error, status }) => error !== "" && status !== "running");
  if (broken !== undefined) return [{ kind: "not-started", detail: broken.error }];
  const gaveUp = startError === undefined ? undefined : `compose gave up before it started: ${reasonIn(startError)}`;
  if (containers.length === 0) return [{ kind: "not-started", detail: gaveUp ?? "compose made no container for it" }];
  const created = containers.find(({ status }) => status === "created");
  return created === undefined ? [] : [{ kind: "not-started", detail: gaveUp ?? "its container was made but never started" }];
};

/** Compose's own words without its progress lines (` Container web-1  Creating`). */
const reasonIn = (output: string): string => {
  const lines = output.split("\n").map((line) => line.trim());
  return lines.filter((line) => line !== "" && !/^(?:Container|Network|Volume|Image) .* \w+$/.test(line)).join(" ") || lines.join(" ");
};

const endFaults = ({ containers }: Observation, baseline: Baseline | undefined): readonly Evidence[] => {
  const allowed = baseline?.exitCodes ?? [0];
  const bad = containers.find((container) => hasEnded(container) && container.error === "" && !allowed.includes(container.exitCode));
  if (bad === undefined) return [];
  const usual =
    baseline === undefined || baseline.exitCodes.length === 0 ? "the original keeps running" : `the original with ${allowed.join(", ")}`;
  return [{ kind: "exit", detail: `ended with exit code ${String(bad.exitCode)}${baseline === undefined ? "" : `; ${usual}`}` }];
};

const restartFaults = ({ containers, restarts }: Observation, baseline: Baseline | undefined): readonly Evidence[] => {
  const usual = baseline?.restarts ?? 0;
  if (restarts > usual) {
    const exitCode = containers.find(({ exitCode }) => exitCode !== 0)?.exitCode;
    const last = exitCode === undefined ? "" : `, last exit code ${String(exitCode)}`;
    return [{ kind: "restarts", detail: `restarted ${String(restarts)} times${last}; the original ${String(usual)} times` }];
  }
  const looping = containers.some(({ status }) => status === "restarting");
  return looping && usual === 0 ? [{ kind: "restarts", detail: "is in a restart loop" }] : [];
};

function stateFaults({ containers, probeError }: Observation, baseline: Baseline | undefined): readonly Evidence[] {
  const faults: Evidence[] = [];
  const killed = containers.find(({ oomKilled }) => oomKilled);
  if (killed !== undefined && baseline?.oomKilled !== true) {
    const limit = killed.memoryLimitBytes === undefined ? "" : ` (${String(Math.round(killed.memoryLimitBytes / 2 ** 20))} MiB)`;
    faults.push({ kind: "oom", detail: `was killed for using more memory than it may${limit}: mem_limit of the service says how much` });
  }
  const sick = containers.find(({ health }) => health === "unhealthy");
  if (sick !== undefined && baseline?.unhealthy !== true) {
    const output = sick.healthOutput.trim().split("\n").at(-1) ?? "";
    faults.push({ kind: "unhealthy", detail: `its healthcheck fails${output === "" ? "" : `: ${output.slice(0, 300)}`}` });
  }
  if (probeError !== undefined && baseline?.probePassed !== false) faults.push({ kind: "probe", detail: probeError });
  return faults;
}

function logEvidence(log: string, dropped: DroppedPaths): readonly Evidence[] {
  const paths = dropped(log);
  const last = log.trimEnd().split("\n").slice(-logLines).join("\n");
  return [
    ...(paths.length === 0
      ? []
      : [
          {
            kind: "missing-file",
            detail: `its log names ${paths.join(", ")}, which the original has and the slim image lacks`,
            paths,
          } as const,
        ]),
    ...(last === "" ? [] : [{ kind: "log", detail: last } as const]),
  ];
}
