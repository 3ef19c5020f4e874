import type { Remains } from "./remains.js";

/** What pruning does to an image: kept paths that go after all, and kept regular files that get other content. */
export type Pruning = { readonly drop: ReadonlySet<string>; readonly made: ReadonlyMap<string, Buffer> };

/** Gathers a pruning; files that must stay as they are stay so, whoever asks. */
export class PruningDraft {
  readonly #remains: Remains;
  readonly drops = new Set<string>();
  readonly made = new Map<string, Buffer>();

  constructor(remains: Remains) {
    this.#remains = remains;
  }

  drop(path: string): void {
    if (!this.#remains.mayChange(path)) return;
    this.drops.add(path);
    this.made.delete(path);
  }

  /** `before` and `after` are texts of one character a byte (byte-lines.ts). */
  rewrite(path: string, before: string, after: string): void {
    if (after !== before && this.#remains.mayChange(path)) this.made.set(path, Buffer.from(after, "latin1"));
  }
}
