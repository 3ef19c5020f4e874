import { expect, test } from "vitest";
import { parallelBoots } from "../../../src/pipeline/parallel-boots.js";
import type { Profile } from "../../../src/pipeline/profile-stage.js";

const gib = 1024 ** 3;
/** A profile whose boot took 20 s to the end of the checks. */
const profile = (usage: Profile["usage"]): Pick<Profile, "trial" | "usage"> => ({
  trial: {
    ...{ boot: 1, purpose: "profile", combination: {}, pass: true, services: [], checks: [], why: "" },
    seconds: { boot: 5, probes: 10, checks: 5, teardown: 3 },
  },
  ...(usage === undefined ? {} : { usage }),
});

test.each<[string, Profile["usage"], number]>([
  ["a small, idle stack: four", { memoryBytes: gib / 4, cpuSeconds: 1 }, 4],
  ["by memory, 60 % of 24 GiB", { memoryBytes: 6 * gib, cpuSeconds: 1 }, 2],
  ["a stack that fills the machine: one all the same", { memoryBytes: 30 * gib, cpuSeconds: 1 }, 1],
  ["by processor time, 80 % of two processors for 20 s", { memoryBytes: gib, cpuSeconds: 15 }, 2],
  ["a boot that keeps both processors busy", { memoryBytes: gib, cpuSeconds: 40 }, 1],
  ["nothing known of it", undefined, 1],
])("%s", (_, usage, boots) => {
  expect(parallelBoots(profile(usage), { memoryBytes: 24 * gib, cpus: 2 })).toBe(boots);
});
