/** What a failure means to the caller, as the process's exit code: 1 ran but no acceptable result, 2 usage or config, 3 environment, 130 interrupted. */
export type ExitCode = 1 | 2 | 3 | 130;

export type StackSlimErrorOptions = {
  /** Stable, lower-case, dotted: `config.schema`, `engine.unreachable`. Scripts match on it. */
  readonly code: string;
  readonly exitCode: ExitCode;
  /** How to mend it, one sentence. */
  readonly hint?: string;
  readonly cause?: unknown;
};

/** The only error class of the project: everything a user can meet is one of these, the rest is a defect. */
export class StackSlimError extends Error {
  readonly code: string;
  readonly exitCode: ExitCode;
  readonly hint: string | undefined;

  constructor(message: string, options: StackSlimErrorOptions) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = "StackSlimError";
    this.code = options.code;
    this.exitCode = options.exitCode;
    this.hint = options.hint;
  }
}
