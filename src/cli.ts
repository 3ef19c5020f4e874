#!/usr/bin/env node
import { setMaxListeners } from "node:events";
import { readFileSync } from "node:fs";
import { CommanderError } from "commander";
import { createProgram } from "./cli/program.js";
import { StackSlimError } from "./model/errors.js";
import { printable } from "./model/printable.js";
import { survivePipeClose } from "./ui/survive-pipe-close.js";

/** Arguments → command. The only place that sets an exit code: 0 accepted, 1 no acceptable result, 2 usage or config, 3 environment, 130 interrupted. */
const { version } = JSON.parse(readFileSync(new URL("../package.json", import.meta.url), "utf8")) as { version: string };
const interrupted = new AbortController();
// Every service that is waited for listens.
setMaxListeners(0, interrupted.signal);
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
  process.on(signal, () => {
    if (interrupted.signal.aborted) return;
    process.stderr.write(`\n${signal}: removing what this run made; a second signal changes nothing.\n`);
    interrupted.abort(new StackSlimError("interrupted", { code: "interrupted", exitCode: 130 }));
  });
}
// A reader that went away (`| head`) is no reason to leave containers behind: the run goes on and ends in order.
for (const stream of [process.stdout, process.stderr]) survivePipeClose(stream);

try {
  await createProgram(version, interrupted.signal).parseAsync();
} catch (error) {
  process.exitCode = explain(error);
}

/** Says what went wrong in one message and gives the exit code. A defect shows its stack only when asked for. */
function explain(thrown: unknown): number {
  const error = firstOf(thrown);
  if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
  const known = interrupted.signal.aborted ? (interrupted.signal.reason as unknown) : error;
  if (known instanceof StackSlimError) {
    if (known.exitCode !== 130)
      process.stderr.write(printable(`stack-slim: ${known.message}\n${known.hint === undefined ? "" : `  ${known.hint}\n`}`));
    return known.exitCode;
  }
  const message = error instanceof Error ? error.message : String(error);
  process.stderr.write(
    printable(`stack-slim: a defect of stack-slim: ${message}\n  Set STACK_SLIM_DEBUG=1 to see where, and report it.\n`),
  );
  if (process.env["STACK_SLIM_DEBUG"] !== undefined && error instanceof Error) process.stderr.write(`${error.stack ?? ""}\n`);
  return 3;
}

/** When cleaning up fails too, as it does when the engine is gone, what went wrong first is what to mend. */
function firstOf(error: unknown): unknown {
  return error instanceof Error && "suppressed" in error ? firstOf(error.suppressed) : error;
}
