import { expect, test } from "vitest";
import type { SlimImage } from "../../../src/model/slim-image.js";
import { Repairs, type Reslim } from "../../../src/pipeline/repairs.js";
import type { Change } from "../../../src/pipeline/slimmer.js";
import { climb, untried } from "../../../src/repair/index.js";
import { file, indexOf } from "../slim/layer-fixture.js";

const original = indexOf(["a", "b", "c", "known", "whole/1", "whole/2"].map((path) => file(path, "x")));
const everything = ["/a", "/b", "/c", "/known", "/whole/1", "/whole/2"];

/** Slims by the change alone: /known is always there, `safe` keeps everything; 10 bytes a file. */
const slimmer = (): Reslim & { readonly asked: Change[] } => {
  const plain: Change = { extra: [], policy: "balanced" };
  let now = plain;
  const asked: Change[] = [];
  const kept = (): readonly string[] => (now.policy === "safe" ? everything : [...new Set(["/known", ...now.extra])]);
  const image = (): SlimImage => ({
    ...{ service: "app", originalId: "sha256:0", originalRef: "app:1", ref: "app:1-slim", policy: now.policy },
    id: `sha256:${kept().join()}`,
    ...{ originalBytes: 100, originalFiles: 10, bytesByRule: {}, warnings: [], originalLayers: [], layers: [] },
    slimBytes: kept().length * 10,
    slimFiles: kept().length,
  });
  const become: Reslim["become"] = (_, change) => {
    const before = new Set(kept());
    asked.push(change);
    now = change;
    return Promise.resolve({ image: image(), added: kept().filter((path) => !before.has(path)) });
  };
  return {
    asked,
    become,
    images: () => new Map([["app", image()]]),
    reslim: (service, { keep = [], policy }) =>
      become(service, { extra: [...new Set([...now.extra, ...keep])], policy: policy ?? now.policy }),
    changeOf: () => now,
    unchanged: () => plain,
    sharing: () => ["app"],
    indexOf: () => Promise.resolve(original),
    environmentOf: () => ({}),
    kept: () => {
      const reasons = new Map(kept().map((path) => [path, { rule: "r", why: "w" }]));
      const keep = { service: "app", imageId: "i", policy: now.policy, kept: reasons };
      return Promise.resolve({ keep, tree: "", originalConfig: "{}", originalLayers: [] });
    },
  };
};

const because = { boot: 2, why: "status 503" };
const first = (...paths: string[]): Parameters<Repairs["apply"]> => {
  const { move, state } = climb(untried, paths);
  return ["app", move, state, because];
};

test("a repair is noted with what it added, and where it was tried", async () => {
  const repairs = new Repairs(slimmer());
  expect((await repairs.apply(...first("/a", "/b"))).added).toEqual(["/a", "/b"]);
  expect(repairs.made().get("app")).toEqual([{ rung: "exact path", paths: ["/a", "/b"], files: 2, bytesAdded: 20, ...because }]);
});

test("what adds nothing makes way for the next that does, up to the original", async () => {
  const repairs = new Repairs(slimmer());
  expect(await repairs.apply(...first("/known"))).toMatchObject({ kind: "add", rung: "directory", added: ["/a", "/b", "/c"] });
  const guessed = climb(repairs.ladders().get("app") ?? untried, []);
  expect(await repairs.apply("app", guessed.move, guessed.state, because)).toMatchObject({
    kind: "safe policy",
    added: ["/whole/1", "/whole/2"],
  });
  const last = climb(repairs.ladders().get("app") ?? untried, []);
  expect((await repairs.apply("app", last.move, last.state, because)).kind).toBe("set back");
  expect(repairs.ladders().get("app")?.exhausted).toBe(true);
});

test("a guess is cut back to what was used, and given back when that is not enough", async () => {
  const fake = slimmer();
  const repairs = new Repairs(fake);
  await repairs.apply(...first());
  expect(fake.changeOf("app").policy).toBe("safe");
  await repairs.cutBack("app", new Set(["/whole/1"]), 2);
  expect(fake.changeOf("app")).toEqual({ extra: ["/whole/1"], policy: "balanced" });
  expect(repairs.made().get("app")?.at(-1)).toMatchObject({ rung: "taken back", files: 4, bytesAdded: -40 });
  expect(await repairs.restore("app", because)).toBe(true);
  expect(fake.changeOf("app").policy).toBe("safe");
  expect(await repairs.restore("app", because)).toBe(false);
});

test("guesses are withdrawn from who fails as an original too; what it was seen missing stays", async () => {
  const fake = slimmer();
  const repairs = new Repairs(fake);
  await repairs.apply(...first("/a"));
  await repairs.apply("app", { kind: "safe policy" }, repairs.ladders().get("app") ?? untried, because);
  await repairs.withdraw("app");
  expect(fake.changeOf("app")).toEqual({ extra: ["/a"], policy: "balanced" });
  expect(
    repairs
      .made()
      .get("app")
      ?.map(({ rung }) => rung),
  ).toEqual(["exact path"]);
});

test("a later run comes to the same images and the same ladders from the snapshot", async () => {
  const before = new Repairs(slimmer());
  await before.apply(...first("/a"));
  before.noteSensed(["app"]);
  const fake = slimmer();
  const after = new Repairs(fake);
  await after.resume(before.snapshot());
  expect(fake.asked).toEqual([{ extra: ["/a"], policy: "balanced" }]);
  expect(after.snapshot()).toEqual(before.snapshot());
  expect([...after.sensed()]).toEqual(["app"]);
});
