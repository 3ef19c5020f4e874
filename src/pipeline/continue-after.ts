import { setTimeout } from "node:timers/promises";
import { type Attendant, type ContinueAfter, continueAfterText, longestSeconds } from "../model/continue-after.js";
import type { Check } from "../model/config.js";
import { StackSlimError } from "../model/errors.js";
import type { RunningStack } from "../trial/index.js";
import { withMasked } from "../stack/secret-values.js";
import { digest } from "../workspace/index.js";
import type { RunContext } from "./run-context.js";
import { stackAddresses } from "./stack-addresses.js";
import type { BootTraffic } from "./traffic.js";

/** What a boot was given beside probes and checks. `error`: how it failed, which ends nothing. */
export type Shown = { readonly mode: string; readonly digest: string; readonly ms: number; readonly error?: string };

/** The modes of one boot, ready to run: those before and after the training checks. What each came to is in `shown`. */
export type Showing = {
  /** Whether the training checks are among them. */
  readonly checks: boolean;
  readonly before: (running: RunningStack, traffic: BootTraffic) => Promise<void>;
  readonly after: (running: RunningStack, traffic: BootTraffic) => Promise<void>;
  readonly shown: readonly Shown[];
};

/** A mode, and the check that runs it where it is one. `digest`: of all that is known of it beforehand. */
type Prepared = { readonly mode: ContinueAfter; readonly digest: string; readonly check?: Check };

/**
 * The modes beside `probe`, checked before anything boots.
 * @throws StackSlimError exit 2: `continue-after.container` for a name that is neither a service nor an image of the engine.
 */
export async function prepareModes({ stack, engine, images }: RunContext, modes: readonly ContinueAfter[]): Promise<readonly Prepared[]> {
  const prepared: Prepared[] = [];
  for (const mode of modes) {
    if (mode.kind === "probe") continue;
    const common = { name: continueAfterText(mode), use: "training", timeoutMs: longestSeconds * 1000 } as const;
    if (mode.kind === "exec") prepared.push({ mode, digest: digest(mode), check: { ...common, command: mode.command } });
    else if (mode.kind !== "container") prepared.push({ mode, digest: digest(mode) });
    else {
      const service = stack.services.find(({ name }) => name === mode.name);
      const image = service === undefined ? await engine.inspectImage(mode.name) : images.get(service.image);
      if (service === undefined && image === undefined) throw noContainer(mode.name);
      const container = service === undefined ? { image: mode.name } : { service: mode.name };
      prepared.push({ mode, digest: digest(mode, image?.id), check: { ...common, container } });
    }
  }
  return prepared;
}

/** @throws StackSlimError `continue-after.enter` (exit 2) when somebody is to press Enter and nobody can. */
export function showing(context: RunContext, modes: readonly ContinueAfter[], prepared: readonly Prepared[]): Showing {
  const { attendant } = context;
  if (prepared.some(({ mode }) => mode.kind === "enter"))
    needEnter(attendant?.noEnter ?? (attendant === undefined ? "nobody is asked" : undefined));
  const shown: Shown[] = [];
  const position = modes.findIndex(({ kind }) => kind === "probe");
  // Without `probe` among them the checks come first: the others come after.
  const isBefore = (one: Prepared): boolean => modes.indexOf(one.mode) < position;
  const run = async (wanted: readonly Prepared[], running: RunningStack, traffic: BootTraffic): Promise<void> => {
    for (const one of wanted) {
      context.signal.throwIfAborted();
      const since = performance.now();
      const error = await show(context, one, running, traffic);
      const ms = Math.round(performance.now() - since);
      const said = { mode: continueAfterText(one.mode), digest: one.digest, ms, ...(error === undefined ? {} : { error }) };
      shown.push(withMasked(said, context.secrets));
    }
  };
  return {
    checks: position >= 0,
    before: (running, traffic) => run(prepared.filter(isBefore), running, traffic),
    after: (running, traffic) =>
      run(
        prepared.filter((one) => !isBefore(one)),
        running,
        traffic,
      ),
    shown,
  };
}

/** As they are stored and shown: without the stack's secrets. */
export const continueAfterTexts = (modes: readonly ContinueAfter[], secrets: readonly string[]): readonly string[] =>
  withMasked(modes.map(continueAfterText), secrets);

/** Resolves to how it failed. */
async function show(
  context: RunContext,
  { mode, check }: Prepared,
  running: RunningStack,
  traffic: BootTraffic,
): Promise<string | undefined> {
  const { attendant, emit, plan, signal, stack } = context;
  const name = continueAfterText(mode);
  if (check !== undefined) {
    emit({ type: "check", stage: "profile", check: name, status: "working", detail: "running" });
    const { pass, error } = await traffic.check(check, running, signal);
    emit({ type: "check", stage: "profile", check: name, status: pass ? "done" : "failed", detail: error ?? "exit 0" });
    return error;
  }
  if (attendant === undefined && mode.kind !== "seconds") return undefined;
  const addresses = stackAddresses({ stack, services: plan.services, endpoints: traffic.endpoints(running), states: running.states() });
  const lines = ["The stack is up under the sensor. Use it as its users do:", "", ...addresses, ""];
  if (mode.kind === "enter") await attendant?.enter([...lines, "Press Enter when done; Ctrl-C ends the run and keeps nothing."], signal);
  if (mode.kind === "signal") {
    const command = `kill -USR1 ${String(attendant?.pid ?? 0)}`;
    await attendant?.signalled([...lines, `When done: ${command}`, "Ctrl-C ends the run and keeps nothing."], signal);
  }
  if (mode.kind === "seconds") {
    await attendant?.tell([...lines, `It goes on after ${String(mode.seconds)} s.`]);
    emit({ type: "check", stage: "profile", check: `${name} s`, status: "working", detail: "the stack can be used" });
    await setTimeout(mode.seconds * 1000, undefined, { signal }).catch(() => undefined);
    emit({ type: "check", stage: "profile", check: `${name} s`, status: "done", detail: "over" });
  }
  signal.throwIfAborted();
  return undefined;
}

/** @throws StackSlimError `continue-after.enter` (exit 2) when there is a reason why nobody can press Enter. */
export function needEnter(noEnter: Attendant["noEnter"]): void {
  if (noEnter === undefined) return;
  throw new StackSlimError(`Nobody can press Enter here: ${noEnter}.`, {
    code: "continue-after.enter",
    exitCode: 2,
    hint: "Run it in a terminal without --json and --quiet, or give --continue-after signal, a number of seconds, exec COMMAND or container NAME.",
  });
}

const noContainer = (name: string): StackSlimError =>
  new StackSlimError(`--continue-after container ${name}: there is no such service in the stack, and no such image in the engine.`, {
    code: "continue-after.container",
    exitCode: 2,
    hint: "Name a service (one of a profile needs --profile), or an image that was pulled or built before.",
  });
