import { setTimeout } from "node:timers/promises";
import { StackSlimError } from "../model/errors.js";
import type { MeasuredLoad } from "../model/measurement.js";
import { nearestName } from "../model/nearest-name.js";
import type { Engine } from "../model/ports.js";
import type { Stack } from "../model/stack.js";
import type { RunningStack } from "../trial/index.js";
import { runCheckContainer } from "./check-container.js";
import { firstPublished } from "./published.js";
import type { RunContext } from "./run-context.js";

/** Seconds that a round counts as load when nothing else is asked for. */
const defaultSeconds = { checks: 15, container: 60 } as const;

type Asked = { readonly name: string; readonly seconds?: number };

/** What the load's name means: the stack's checks, a service of it, or an image of the engine. @throws StackSlimError `measure.no-load` exit 2. */
export async function findLoad(
  { name, seconds }: Asked,
  { stack, engine, checks }: { readonly stack: Stack; readonly engine: Pick<Engine, "inspectImage">; readonly checks: readonly string[] },
): Promise<MeasuredLoad> {
  const services = stack.services.map((service) => service.name);
  if (services.includes(name)) return { kind: "service", name, seconds: seconds ?? defaultSeconds.container };
  if (name === "checks") return { kind: "checks", checks, seconds: seconds ?? defaultSeconds.checks };
  if ((await engine.inspectImage(name)) !== undefined) return { kind: "image", name, seconds: seconds ?? defaultSeconds.container };
  const near = nearestName(name, ["checks", ...services]);
  throw new StackSlimError(`The load ${name} is neither "checks", nor a service of the stack, nor an image of the engine.`, {
    code: "measure.no-load",
    exitCode: 2,
    hint:
      near === undefined
        ? "A service of a profile needs --profile NAME; an image is to be pulled or built first."
        : `Did you mean ${near}?`,
  });
}

/**
 * Puts the stack under the load's container to its end, at most as long as the load may take. Gives what went wrong with it.
 * `stack`: with the load's service, which the running one is without.
 */
export async function runLoadContainer(
  { engine, runId, signal }: RunContext,
  stack: Stack,
  load: MeasuredLoad & { readonly kind: "service" | "image" },
  { run }: RunningStack,
): Promise<string | undefined> {
  const timeUp = AbortSignal.timeout(load.seconds * 1000);
  const published = firstPublished(stack);
  const environment = published === undefined ? {} : { BASE_URL: `http://${published.service}:${String(published.port)}` };
  const container = load.kind === "service" ? { service: load.name } : { image: load.name };
  const bounded = AbortSignal.any([signal, timeUp]);
  const cwd = stack.source.projectDirectory;
  const { exitCode, output } = await runCheckContainer(container, environment, bounded, {
    engine,
    stack,
    project: run.project,
    runId,
    cwd,
  });
  signal.throwIfAborted();
  if (exitCode === 0 || timeUp.aborted) return undefined;
  const said = output.trim().split("\n").at(-1) ?? "";
  return `the load ${load.name} ended with exit code ${String(exitCode)}${said === "" ? "" : `: ${said}`}`;
}

/** Until so long after `sinceMs` on the clock of performance.now(). @throws when the signal aborts. */
export const rest = async (sinceMs: number, seconds: number, signal: AbortSignal): Promise<void> => {
  const left = sinceMs + seconds * 1000 - performance.now();
  if (left > 0) await setTimeout(left, undefined, { signal }).catch(() => undefined);
  signal.throwIfAborted();
};
