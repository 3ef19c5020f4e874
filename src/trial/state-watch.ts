import { StackSlimError } from "../model/errors.js";
import type { ContainerState, Engine } from "../model/ports.js";

/** Events after which a container's state is another; healthcheck execs, which come by the hundred, are not among them. */
const telling = /^(start|die|oom|stop|kill|restart|destroy|pause|unpause|create|health_status.*)$/;

/** The states of one project's containers, kept current by the engine's events rather than by asking again and again. */
export class StateWatch implements AsyncDisposable {
  readonly #engine: Pick<Engine, "containersOf" | "events">;
  readonly #project: string;
  readonly #closed = new AbortController();
  #states: readonly ContainerState[] = [];
  #refreshing: Promise<void> | undefined;
  #stale = false;
  #waiters = new Set<() => void>();
  #following: Promise<void> = Promise.resolve();
  #failure: unknown;

  private constructor(engine: Pick<Engine, "containersOf" | "events">, project: string) {
    this.#engine = engine;
    this.#project = project;
  }

  static open(engine: Pick<Engine, "containersOf" | "events">, project: string): StateWatch {
    const watch = new StateWatch(engine, project);
    watch.#following = watch.#follow();
    return watch;
  }

  /** The last states seen, of one service or of all. */
  of(service?: string): readonly ContainerState[] {
    return service === undefined ? this.#states : this.#states.filter((state) => state.service === service);
  }

  /** Asks the engine now. @throws when the engine fails, or went away meanwhile: what ended with it says nothing of the images. */
  async refresh(): Promise<readonly ContainerState[]> {
    await this.#reload();
    if (this.#failure !== undefined) throw this.#failure;
    return this.#states;
  }

  /** Resolves to true once `holds` is true of the states, to false after `deadlineMs`. @throws when the signal aborts or the engine fails. */
  async until(holds: (states: readonly ContainerState[]) => boolean, deadlineMs: number, signal: AbortSignal): Promise<boolean> {
    await this.#reload();
    const deadline = performance.now() + deadlineMs;
    while (!holds(this.#states)) {
      signal.throwIfAborted();
      if (this.#failure !== undefined) throw this.#failure;
      const left = deadline - performance.now();
      if (left <= 0) return false;
      await this.#change(left, signal);
    }
    return true;
  }

  /**
   * Resolves to true once every container that there is has been started or waits for others, and none has changed for `quietMs`; to false when the
   * signal aborts. @throws when the engine fails.
   */
  async stall(quietMs: number, signal: AbortSignal): Promise<boolean> {
    while (!signal.aborted) {
      const before = stateOf(this.#states);
      const isQuiet = !(await this.#until(() => stateOf(this.#states) !== before, quietMs, signal));
      if (isQuiet && !signal.aborted && this.#states.some(({ status }) => status === "running")) return true;
    }
    return false;
  }

  async #until(holds: () => boolean, withinMs: number, signal: AbortSignal): Promise<boolean> {
    const deadline = Date.now() + withinMs;
    for (let left = withinMs; left > 0 && !signal.aborted; left = deadline - Date.now()) {
      if (this.#failure !== undefined) throw this.#failure;
      if (holds()) return true;
      await this.#change(left, signal);
    }
    return holds();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#closed.abort();
    await this.#following;
  }

  #change(withinMs: number, signal: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      if (signal.aborted) {
        resolve();
        return;
      }
      const wake = (): void => {
        clearTimeout(timer);
        this.#waiters.delete(wake);
        signal.removeEventListener("abort", wake);
        resolve();
      };
      const timer = setTimeout(wake, withinMs);
      this.#waiters.add(wake);
      signal.addEventListener("abort", wake, { once: true });
    });
  }

  async #follow(): Promise<void> {
    try {
      do {
        for await (const { action } of this.#engine.events(this.#project, this.#closed.signal)) {
          if (telling.test(action)) await this.#reload();
        }
      } while (!this.#closed.signal.aborted && (await this.#isAsBefore()));
    } catch (error) {
      this.#failure = error;
    }
    for (const wake of this.#waiters) wake();
  }

  /** The engine's events broke off. Whatever is between may have cut them, but an engine that went away takes containers along. @throws then. */
  async #isAsBefore(): Promise<boolean> {
    const running = runningOf(this.#states);
    await this.#reload();
    const now = new Set(runningOf(this.#states));
    if (running.every((start) => now.has(start))) return true;
    throw new StackSlimError(
      "the engine broke off its events, and containers ended with it: it was stopped or restarted during this boot",
      {
        code: "engine.lost",
        exitCode: 3,
        hint: "When the engine runs again, run the same command again: it removes what this run left and goes on where it stopped.",
      },
    );
  }

  /** One question at a time; what happens while it is asked makes it be asked once more. */
  async #reload(): Promise<void> {
    this.#stale = true;
    this.#refreshing ??= (async () => {
      try {
        while (this.#stale) {
          this.#stale = false;
          this.#states = await this.#engine.containersOf(this.#project);
        }
      } finally {
        this.#refreshing = undefined;
      }
      for (const wake of this.#waiters) wake();
    })();
    await this.#refreshing;
  }
}

const stateOf = (states: readonly ContainerState[]): string =>
  states
    // One that crashes again and again changes for ever.
    .filter(({ restarts }) => restarts === 0)
    .map(({ id, status, health, startedAt }) => `${id} ${status} ${health} ${String(startedAt)}`)
    .sort()
    .join();

/** Each run of a container that goes on. */
const runningOf = (states: readonly ContainerState[]): readonly string[] =>
  states.filter(({ status }) => status === "running").map(({ id, startedAt }) => `${id} ${String(startedAt)}`);
