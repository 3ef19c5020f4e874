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

  /** Asks the engine now. */
  async refresh(): Promise<readonly ContainerState[]> {
    await this.#reload();
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

  async [Symbol.asyncDispose](): Promise<void> {
    this.#closed.abort();
    await this.#following;
  }

  #change(withinMs: number, signal: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
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
      for await (const { action } of this.#engine.events(this.#project, this.#closed.signal)) {
        if (telling.test(action)) await this.#reload();
      }
    } catch (error) {
      this.#failure = error;
    }
    for (const wake of this.#waiters) wake();
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
