import { cpSync, existsSync, mkdtempSync, readFileSync, realpathSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Report } from "../../../src/model/report.js";

/** A fixture's folder copied aside, so that nothing a run writes lands in the repository. Disposing removes it. */
export type StackCopy = Disposable & {
  readonly folder: string;
  readonly path: (...parts: string[]) => string;
  readonly report: () => Report;
  /** The random name of the run that is at work, or was killed, in this folder: the journal has it. undefined: it made nothing. */
  readonly runId: () => string | undefined;
  /** Names of the images that the journal has noted beside. */
  readonly notedImages: () => readonly string[];
  readonly hasScratch: () => boolean;
};

export function copyStack(fixture: string): StackCopy {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), `stack-slim-${fixture}-`)));
  cpSync(fileURLToPath(new URL(`../../fixtures/${fixture}`, import.meta.url)), folder, { recursive: true });
  const path = (...parts: string[]): string => join(folder, ...parts);
  const journal = (): string =>
    existsSync(path(".stack-slim", "journal.jsonl")) ? readFileSync(path(".stack-slim", "journal.jsonl"), "utf8") : "";
  return {
    folder,
    path,
    report: () => JSON.parse(readFileSync(path(".stack-slim", "report.json"), "utf8")) as Report,
    runId: () => [...journal().matchAll(/stack-slim-([0-9a-f]{8})/g)].at(-1)?.[1],
    notedImages: () => [...journal().matchAll(/"kind":"image","name":"([^"]+)"/g)].map(([, name = ""]) => name),
    hasScratch: () => existsSync(path(".stack-slim", "scratch")),
    [Symbol.dispose]: () => {
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
