import { parseDuration } from "./duration.js";

/** What a stack under the sensor is given before it is taken down; `probe`: the training checks, at this place among the others. */
export type ContinueAfter =
  | { readonly kind: "probe" }
  | { readonly kind: "enter" }
  | { readonly kind: "signal" }
  | { readonly kind: "seconds"; readonly seconds: number }
  /** A shell command line on the user's machine. */
  | { readonly kind: "exec"; readonly command: string }
  /** A service of the compose file, or an image. */
  | { readonly kind: "container"; readonly name: string };

/** A wait or a command may take this long, in seconds: seven days. Timers of the runtime count to 24. */
export const longestSeconds = 7 * 24 * 3600;

export const continueAfterWords = "probe, enter, signal, a number of seconds, exec COMMAND or container NAME";

/** `enter`, `90`, `1.5`, `10m`, `exec npm test`, `container e2e`; what is wrong with it, in a clause, when it is none of these. */
export function parseContinueAfter(written: string | number): ContinueAfter | { readonly error: string } {
  const text = String(written).trim();
  const [word = "", rest = ""] = /^(\S+)\s*(.*)$/s.exec(text)?.slice(1) ?? [];
  if (word === "exec") return rest === "" ? { error: "exec needs a command, as in exec npm test" } : { kind: "exec", command: rest };
  if (word === "container")
    return /^\S+$/.test(rest)
      ? { kind: "container", name: rest }
      : { error: "container needs one name, that of a service or an image, as in container e2e" };
  if ((text === "probe" || text === "enter" || text === "signal") && rest === "") return { kind: text };
  const seconds = /^\d+(\.\d+)?$/.test(text) ? Number(text) : (parseDuration(text) ?? NaN) / 1000;
  if (Number.isNaN(seconds)) return { error: `expected ${continueAfterWords}, found ${JSON.stringify(text.slice(0, 60))}` };
  if (seconds <= 0 || seconds > longestSeconds)
    return { error: `expected more than 0 and at most ${String(longestSeconds)} seconds (7 days)` };
  return { kind: "seconds", seconds };
}

/** As it is written on the command line. */
export const continueAfterText = (mode: ContinueAfter): string => {
  switch (mode.kind) {
    case "seconds":
      return String(mode.seconds);
    case "exec":
      return `exec ${mode.command}`;
    case "container":
      return `container ${mode.name}`;
    default:
      return mode.kind;
  }
};

/** Who is asked, told and waited for while a stack is up. Implemented in src/ui only. */
export type Attendant = {
  /** Why nobody can press Enter here; absent: somebody can. */
  readonly noEnter?: string;
  /** Shows these lines and goes on. */
  readonly tell: (lines: readonly string[]) => Promise<void>;
  /** Shows these lines, then waits for Enter or the end of the input. @throws the signal's reason when it aborts. */
  readonly enter: (lines: readonly string[], signal: AbortSignal) => Promise<void>;
  /** Shows these lines, then waits for SIGUSR1; one that came before counts. @throws the signal's reason when it aborts. */
  readonly signalled: (lines: readonly string[], signal: AbortSignal) => Promise<void>;
  /** Whom to send the signal to. */
  readonly pid: number;
};
