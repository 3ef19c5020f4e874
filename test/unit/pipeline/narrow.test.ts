import { describe, expect, test } from "vitest";
import type { SlimImage } from "../../../src/model/slim-image.js";
import type { MendedTrial } from "../../../src/pipeline/mended-trial.js";
import { narrow } from "../../../src/pipeline/narrow.js";

type Stack = {
  /** The heaviest first. */
  readonly suspects: readonly string[];
  /** It fails when all of any of these run slim. */
  readonly conflicts: readonly (readonly string[])[];
  readonly culprits?: readonly string[];
  readonly seeking?: boolean;
  readonly known?: boolean;
};

/** Runs narrow on a stack that works by its conflicts; gives who is original in the end and what was swapped, in order. */
const narrowed = async ({ suspects, conflicts, culprits = [], seeking = true, known = false }: Stack): Promise<unknown> => {
  const original = new Set<string>();
  const swaps: string[] = [];
  const slim = (): readonly string[] => suspects.filter((name) => !original.has(name));
  const passes = (): boolean => !conflicts.some((conflict) => conflict.every((name) => slim().includes(name)));
  let pass = false;
  const trial = {
    ...{ original, slim, suspects: () => [...suspects].reverse(), failed: { seeking }, context: { signal: new AbortController().signal } },
    get judged() {
      return { trial: { pass }, blame: { culprits } };
    },
    exchange: (services: readonly string[]) => {
      pass = passes();
      swaps.push(`${services.join("")}${pass ? "+" : "-"}`);
      return Promise.resolve();
    },
    say: () => undefined,
  } as unknown as MendedTrial;
  const images = new Map(suspects.map((name, at) => [name, { originalBytes: 100 - at, slimBytes: 1 } as SlimImage]));
  const found = await narrow(trial, { images: () => images }, { firstNarrowing: () => !known }, Infinity);
  return { found, original: [...original].sort().join(""), swaps };
};

describe("suspects one by one", () => {
  test("of a pair that fails only together the heavier one stays slim", async () => {
    expect(await narrowed({ suspects: ["a", "b", "c"], conflicts: [["a", "c"]] })).toEqual({
      found: true,
      original: "c",
      swaps: ["abc+", "a+", "b+", "c-"],
    });
  });

  test("who can't join the others runs its original again with the next swap", async () => {
    expect(await narrowed({ suspects: ["a", "b", "c"], conflicts: [["a"], ["b", "c"]] })).toEqual({
      found: true,
      original: "ac",
      swaps: ["abc+", "a-", "ab+", "c-"],
    });
  });

  test("what fails with their originals too is left as it was", async () => {
    expect(await narrowed({ suspects: ["a", "b"], conflicts: [[]] })).toEqual({ found: false, original: "", swaps: ["ab-"] });
  });

  test.each<[string, Partial<Stack>]>([
    ["while somebody slim is blamed", { culprits: ["a"] }],
    ["once something passed", { seeking: false }],
    ["twice with the same images", { known: true }],
    ["with too many", { suspects: [..."abcdefghi"] }],
  ])("not %s", async (_, given) => {
    expect(await narrowed({ suspects: ["a", "b"], conflicts: [["a", "b"]], ...given })).toEqual({ found: false, original: "", swaps: [] });
  });
});
