import { setTimeout } from "node:timers/promises";
import type { Readable, Writable } from "node:stream";
import type { Attendant } from "../model/continue-after.js";
import { printable } from "../model/printable.js";
import type { Mode } from "./choose-mode.js";
import type { Ui } from "./ui.js";

/** How long keys that were pressed before the question are taken away for, ms: an Enter of a minute ago is no answer. */
const earlierKeysMs = 150;

export type AttendantOptions = {
  readonly ui: Ui;
  readonly mode: Mode;
  /** Where the keys come from, and where what is asked goes to. */
  readonly input: Readable & { readonly isTTY?: boolean };
  readonly output: Writable & { readonly isTTY?: boolean };
  /** Whose signal is waited for. */
  readonly process: Pick<NodeJS.Process, "pid" | "on">;
  /** Whether SIGUSR1 will be waited for: from now on it counts, and no longer starts the runtime's debugger. */
  readonly signals: boolean;
};

/** Tells and asks the person at the terminal; without a terminal it only tells, as progress is told. */
export function createAttendant({ ui, mode, input, output, process, signals }: AttendantOptions): Attendant {
  const noEnter =
    mode === "json"
      ? "--json is for programs"
      : mode === "quiet"
        ? "--quiet shows no question"
        : input.isTTY !== true
          ? "the standard input is no terminal"
          : output.isTTY !== true
            ? "the standard error is no terminal"
            : undefined;
  let signalled = 0;
  let wake = (): void => undefined;
  if (signals)
    process.on("SIGUSR1", () => {
      signalled++;
      wake();
    });
  const tell = (lines: readonly string[]): Promise<void> => {
    if (mode === "json" || mode === "plain")
      for (const line of lines.filter((text) => text !== "")) ui.emit({ type: "note", stage: "profile", detail: line.trim() });
    if (mode === "tty") output.write(`\n${printable(lines.join("\n"))}\n\n`);
    return Promise.resolve();
  };
  return {
    pid: process.pid,
    ...(noEnter === undefined ? {} : { noEnter }),
    tell: (lines) => ui.aside(() => tell(lines)),
    enter: (lines, signal) =>
      ui.aside(async () => {
        await using keys = openKeys(input);
        await setTimeout(earlierKeysMs);
        const pressed = keys.enter(signal);
        await tell(lines);
        await pressed;
      }),
    signalled: (lines, signal) =>
      ui.aside(async () => {
        await tell(lines);
        // Who waits for a signal alone is no reason for the runtime to go on.
        const alive = setInterval(() => undefined, 60_000);
        try {
          await unlessAborted(signal, (done) => {
            wake = () => {
              if (signalled > 0) done();
            };
            wake();
          });
          signalled--;
        } finally {
          clearInterval(alive);
          wake = () => undefined;
        }
      }),
  };
}

/** The keys of a terminal, which are read while this lives: a stream that flows would keep the process alive. */
function openKeys(input: Readable): AsyncDisposable & { readonly enter: (signal: AbortSignal) => Promise<void> } {
  let entered = (): void => undefined;
  let over = input.readableEnded;
  const onData = (chunk: Buffer | string): void => {
    if (/[\r\n]/.test(chunk.toString())) entered();
  };
  // The end of the input is Ctrl-D, or a terminal that is gone: then the process is told by SIGHUP too.
  const onEnd = (): void => {
    over = true;
    entered();
  };
  input.on("data", onData).on("end", onEnd).on("error", onEnd);
  return {
    enter: (signal) =>
      unlessAborted(signal, (done) => {
        entered = done;
        if (over) done();
      }),
    [Symbol.asyncDispose]: () => {
      input.pause();
      input.off("data", onData).off("end", onEnd).off("error", onEnd);
      return Promise.resolve();
    },
  };
}

/** @throws the signal's reason when it aborts first. */
function unlessAborted(signal: AbortSignal, start: (done: () => void) => void): Promise<void> {
  return new Promise((resolve, reject) => {
    const abort = (): void => {
      reject(signal.reason instanceof Error ? signal.reason : new Error("interrupted"));
    };
    if (signal.aborted) return abort();
    signal.addEventListener("abort", abort, { once: true });
    start(() => {
      signal.removeEventListener("abort", abort);
      resolve();
    });
  });
}
