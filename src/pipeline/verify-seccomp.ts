import { readFile } from "node:fs/promises";
import { underSeccomp } from "../stack/confine.js";
import { digest } from "../workspace/index.js";
import type { Confining } from "./confining.js";
import { cached } from "./run-context.js";

/** After so many trials that did not pass, no profile is left to be put in force. */
const mostTrials = 3;

/**
 * The profiles under which the stack passes a trial: who fails under its own is left out and said so, and the rest is tried again. `files` are
 * absolute, by service.
 */
export async function verifiedProfiles(
  { context, key, boot, first }: Confining,
  files: ReadonlyMap<string, string>,
): Promise<ReadonlyMap<string, string>> {
  let left = files;
  for (let number = 1; number <= mostTrials && left.size > 0; number++) {
    const texts: Record<string, string> = {};
    for (const [service, file] of left) texts[service] = await readFile(file, "utf8");
    const tried = left;
    const { value } = await cached(context, `seccomp/${String(number)}`, digest("seccomp", key, texts), async () => {
      const why = `the seccomp profiles of ${[...tried.keys()].join(", ")}`;
      const { trial, blame } = await boot(first + number, (model) => underSeccomp(model, tried), why);
      const failed = trial.services.filter(({ pass }) => !pass).map(({ service }) => service);
      return { pass: trial.pass, blamed: [...new Set([...failed, ...blame.culprits, ...blame.suspects].map(String))] };
    });
    if (value.pass) return left;
    const blamed = value.blamed.filter((service) => left.has(service));
    const out = blamed.length > 0 ? blamed : [...left.keys()];
    context.warn(`${out.join(", ")} did not pass under the seccomp profiles of what was observed: left out of the compose file`);
    left = new Map([...left].filter(([service]) => !out.includes(service)));
  }
  if (left.size > 0) context.warn("no seccomp profile is put in force: the stack did not pass under them");
  return new Map();
}
