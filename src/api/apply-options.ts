import type { Attendant, ContinueAfter } from "../model/continue-after.js";
import type { EmitKind } from "../model/emit-kind.js";
import type { Report } from "../model/report.js";
import type { CopyFlags } from "./copies.js";
import type { RunControl, StackOptions } from "./stack-options.js";

export type ApplyOptions = StackOptions &
  RunControl &
  CopyFlags & {
    /** What to write; default: file. */
    readonly emit?: readonly EmitKind[] | undefined;
    /** REGISTRY[/PREFIX] to push the slim images to; what is written then pins them by digest. Default: none. */
    readonly push?: string | undefined;
    /** Folder for what is written, or of one kind the file; default: beside the compose file. */
    readonly output?: string | undefined;
    /** How many boots of the stack the run may take, the profile included; default: 40. */
    readonly maxBoots?: number | undefined;
    /** Begin no boot that would probably end later than this many minutes after the start; default: no bound. */
    readonly maxMinutes?: number | undefined;
    /** How many stacks may run at once; default: what the machine takes by what the profile used. */
    readonly parallel?: number | undefined;
    /** What the search is to keep most of: bytes saved, or slim services; default: bytes. */
    readonly weigh?: "bytes" | "count" | undefined;
    /** How long a service may take to get ready, in seconds; default: 120. */
    readonly readyTimeout?: number | undefined;
    /** Recompute everything, whatever the workspace holds; default: false. */
    readonly fresh?: boolean | undefined;
    /** Keep services that mount the engine's socket out of every boot; default: false. */
    readonly denyDockerSocket?: boolean | undefined;
    /**
     * Seccomp profiles of the system calls that services were observed to make: `write` them, or also `apply` them in what is emitted, once a trial passed
     * with them. Takes one boot more. Default: off.
     */
    readonly seccomp?: "off" | "write" | "apply" | undefined;
    /** Write AppArmor profiles of what services were observed to do; default: false. */
    readonly apparmor?: boolean | undefined;
    /** What the stack is given while it is profiled, in this order; default: probes and training checks alone. */
    readonly continueAfter?: readonly ContinueAfter[] | undefined;
    /** Whether `openapi` probes and checks send what changes something; default: as each says. */
    readonly probeWrites?: boolean | undefined;
    /** Gives who is asked for the modes `enter` and `signal`; without it these are refused. `given`: by an option, not by the configuration. */
    readonly openAttendant?: ((modes: readonly ContinueAfter[], given: boolean) => Attendant) | undefined;
    /** Percent of the stack's size that must be saved for the result to be accepted; default: none. */
    readonly minSaved?: number | undefined;
    /** Accept the result only if every service is slim that the plan meant to be; default: false. */
    readonly requireAllSlim?: boolean | undefined;
  };

/**
 * - `accepted`: the final combination passed every check, and is what was asked for;
 * - `nothing-better`: no combination with a slim image passed;
 * - `less-than-asked`: one passed, but not with what `minSaved` and `requireAllSlim` ask for.
 */
export type ExitReason = "accepted" | "nothing-better" | "less-than-asked";

export type ApplyResult = {
  readonly report: Report;
  readonly reason: ExitReason;
  /** In which way it is less than asked for, a sentence each. */
  readonly failures: readonly string[];
};

export const applyDefaults = { emit: ["file"], maxBoots: 40, weigh: "bytes", readyTimeout: 120 } as const;
