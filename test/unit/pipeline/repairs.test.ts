import { expect, test } from "vitest";
import type { SlimImage } from "../../../src/model/slim-image.js";
import type { Evidence, Trial } from "../../../src/model/trial.js";
import { Repairs, type Reslim } from "../../../src/pipeline/repairs.js";
import type { Blame, Judged } from "../../../src/trial/index.js";

const image = (policy: SlimImage["policy"], slimBytes: number): SlimImage => ({
  service: "app",
  originalId: "sha256:0",
  originalRef: "app:1",
  id: "sha256:1",
  ref: "app:1-slim",
  policy,
  originalBytes: 100,
  slimBytes,
  originalFiles: 10,
  slimFiles: 1,
  bytesByRule: {},
  warnings: [],
  originalLayers: [],
  layers: [],
});

/** Records what was asked for; a path named `known` is in the image already. */
const slimmer = (): Reslim & { readonly asked: string[] } => {
  let now = image("balanced", 10);
  const asked: string[] = [];
  return {
    asked,
    images: () => new Map([["app", now]]),
    reslim: (_, { keep = [], policy }) => {
      asked.push(policy ?? keep.join());
      const added = policy === "safe" ? ["/usr/share/app/a"] : keep.filter((path) => path !== "known");
      now = image(policy ?? now.policy, policy === "balanced" ? 10 : now.slimBytes + added.length);
      return Promise.resolve({ image: now, added });
    },
  };
};
const judged = (blame: Partial<Blame>, ...evidence: Evidence[]): Judged => {
  const services = [{ service: "app", variant: "slim", pass: false, restarts: 0, evidence }] as const;
  const seconds = { boot: 0, probes: 0, checks: 0, teardown: 0 };
  const trial: Trial = { boot: 2, purpose: "search", combination: { app: "slim" }, pass: false, services, checks: [], seconds, why: "" };
  return { trial, blame: { culprits: [], suspects: [], acquitted: [], ...blame } };
};
const missing = (...paths: string[]): Evidence => ({ kind: "missing-file", detail: "its log names them", paths });
const probe: Evidence = { kind: "probe", detail: "status 503" };
const culprit = { culprits: ["app"] };

test("the ladder: missing paths as long as new ones are named, then packages, then nothing", async () => {
  const fake = slimmer();
  const repairs = new Repairs(fake);
  await repairs.attempt(judged(culprit, missing("/a")));
  await repairs.attempt(judged(culprit, missing("/b")));
  await repairs.attempt(judged(culprit, probe));
  await repairs.attempt(judged(culprit, missing("/c")));
  expect(fake.asked).toEqual(["/a", "/b", "safe"]);
  expect(repairs.made().get("app")).toMatchObject([
    { rung: "exact paths", paths: ["/a"], bytesAdded: 1 },
    { rung: "exact paths", paths: ["/b"] },
    { rung: "owning packages", why: "status 503" },
  ]);
});

test("paths that add nothing, or are named for ever, make way for packages", async () => {
  const nothing = slimmer();
  await new Repairs(nothing).attempt(judged(culprit, missing("known")));
  expect(nothing.asked).toEqual(["known", "safe"]);
  const endless = slimmer();
  const repairs = new Repairs(endless);
  for (const path of ["/a", "/b", "/c", "/d", "/e"]) await repairs.attempt(judged(culprit, missing(path)));
  expect(endless.asked).toEqual(["/a", "/b", "/c", "safe"]);
});

test("packages are taken back from a service that fails as an original too, and not added again", async () => {
  const fake = slimmer();
  const repairs = new Repairs(fake);
  await repairs.attempt(judged(culprit, probe));
  await repairs.attempt(judged({ acquitted: ["app"] }));
  await repairs.attempt(judged(culprit, probe));
  await repairs.attempt(judged({ acquitted: ["app"] }));
  expect(fake.asked).toEqual(["safe", "balanced"]);
  expect(fake.images().get("app")).toMatchObject({ policy: "balanced", slimBytes: 10 });
  expect(repairs.made().size).toBe(0);
});

test("suspects are not repaired", async () => {
  const fake = slimmer();
  await new Repairs(fake).attempt(judged({ suspects: ["app"] }, missing("/a")));
  expect(fake.asked).toEqual([]);
});
