import { writeFileSync } from "node:fs";
import type { Report, ReportCheck, ReportService } from "../../../src/model/report.js";
import type { Trial } from "../../../src/model/trial.js";
import { runCli, type Ended } from "./cli.js";
import { docker, removeImages } from "./engine.js";
import { copyStack } from "./stack-copy.js";

/** Every service of test/fixtures/fourteen. */
export const fourteen = [
  ...["account", "audit", "basket", "catalogue", "gate", "mail", "orders"],
  ...["payment", "prices", "sessions", "shipping", "shop", "stock", "users"],
] as const;

export type Fourteen = (typeof fourteen)[number];

/** What `apply` made of the fourteen. */
export type Applied = Disposable & {
  readonly run: Ended;
  readonly report: Report;
  readonly service: (name: Fourteen) => ReportService;
  readonly check: (name: string) => ReportCheck;
  /** The n-th boot, 1 for the profile. */
  readonly boot: (number: number) => Trial;
  /** What `why SERVICE PATH` says. */
  readonly why: (name: Fourteen, path: string) => Promise<string>;
};

/** Runs `apply` on the fourteen with these faults (README.md there). Disposing removes its folder and the slim images. @throws when it wrote no report. */
export async function applyFourteen(faults: Partial<Record<Fourteen, string>>, ...options: readonly string[]): Promise<Applied> {
  const stack = copyStack("fourteen");
  const lines = Object.entries(faults).map(([service, fault]) => `FAULT_${service.toUpperCase()}=${fault}\n`);
  writeFileSync(stack.path(".env"), lines.join(""));
  const file = stack.path("compose.yml");
  docker("compose", "--project-directory", stack.folder, "--file", file, "build", "--quiet");
  // Nothing here takes ten seconds to get ready; what never does is waited for at every boot. How many boots there are depends on how many go side by side.
  const run = await runCli(["apply", file, "--ready-timeout", "10", "--parallel", "1", ...options], stack.folder);
  if (run.code !== 0 && run.code !== 1) throw new Error(`apply ended with ${String(run.code)}:\n${run.stderr}`);
  const report = stack.report();
  return {
    run,
    report,
    service: (name) => found(report.services, ({ name: other }) => other === name, name),
    check: (name) => found(report.checks, ({ name: other }) => other === name, name),
    boot: (number) => found(report.trials, ({ boot }) => boot === number, `boot ${String(number)}`),
    why: async (name, path) => (await runCli(["why", "--file", file, name, path], stack.folder)).stdout,
    [Symbol.dispose]: () => {
      stack[Symbol.dispose]();
      removeImages(fourteen.map((name) => `fourteen/${name}:local-slim`));
    },
  };
}

/** All but these. */
export const without = (...names: readonly Fourteen[]): readonly Fourteen[] => fourteen.filter((name) => !names.includes(name));

export const slimIn = ({ combination }: Pick<Trial, "combination">): readonly string[] =>
  Object.keys(combination)
    .filter((name) => combination[name] === "slim")
    .toSorted();

export const slimAtLast = ({ services }: Report): readonly string[] =>
  services
    .filter(({ variant }) => variant === "slim")
    .map(({ name }) => name)
    .toSorted();

function found<T>(rows: readonly T[], is: (row: T) => boolean, what: string): T {
  const row = rows.find(is);
  if (row === undefined) throw new Error(`the report lacks ${what}`);
  return row;
}
