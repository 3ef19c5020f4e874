import type { Command } from "commander";

/** What the declaration of a command gets. Each command is declared in a file of its own, which loads what it runs only when it runs. */
export type Declaring = {
  readonly program: Command;
  /** A new command of the program. */
  readonly subcommand: (name: string) => Command;
  readonly version: string;
  /** Aborted when the user interrupts. */
  readonly signal: AbortSignal;
};

export type Declare = (declaring: Declaring) => void;
