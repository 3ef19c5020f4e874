import { expect, test } from "vitest";
import type { SlimImage } from "../../../src/model/slim-image.js";
import { type EngineImage, stackLayers } from "../../../src/report/layer-figures.js";
import { slimImage } from "./sample.js";

const layers = (text: string): SlimImage["layers"] =>
  text.split(" ").map((layer) => ({ diffId: layer.replace(/\d/g, ""), bytes: Number(layer.replace(/\D/g, "")) }));
const slim = (service: string, original: string, now: string, fields: Partial<SlimImage> = {}): SlimImage =>
  slimImage(service, { originalLayers: layers(original), layers: layers(now), ...fields });
const figures = (sumBytes: number, diskBytes: number, pushBytes: number): unknown => ({ sumBytes, diskBytes, pushBytes });
const none: Readonly<Record<string, EngineImage>> = {};

test.each<[string, readonly SlimImage[], Record<string, "original" | "slim">, unknown, unknown]>([
  ["nothing", [], {}, figures(0, 0, 0), figures(0, 0, 0)],
  [
    "images that share their lowest layers",
    [slim("a", "base100 a10", "common20 a1"), slim("b", "base100 b30", "common20 b2")],
    { a: "slim", b: "slim" },
    figures(240, 140, 140),
    figures(43, 23, 23),
  ],
  [
    "one layer on two others: an engine stores it twice, a registry once",
    [slim("a", "x1 top100", "s5"), slim("b", "y2 top100", "t6")],
    { a: "slim", b: "slim" },
    figures(203, 203, 103),
    figures(11, 11, 11),
  ],
  [
    "two services of one image: it counts once",
    [slim("a", "x100", "s5", { originalId: "i", id: "j" }), slim("b", "x100", "s5", { originalId: "i", id: "j" })],
    { a: "slim", b: "slim" },
    figures(100, 100, 100),
    figures(5, 5, 5),
  ],
  [
    "a service that stays original keeps the layers that others had with it",
    [slim("a", "base100 a10", "common20 a1"), slim("b", "base100 b30", "common20 b2")],
    { a: "slim", b: "original" },
    figures(240, 140, 140),
    figures(151, 151, 151),
  ],
])("%s", (_what, slimImages, combination, original, final) => {
  expect(stackLayers({ combination, slimImages, originals: none })).toEqual({ original, final });
});

test("an original that was never read: known layers by the others, the rest of its size as one; an unknown one counts nowhere", () => {
  const slimImages = [slim("a", "base100 a10", "s5")];
  const originals = { a: { id: "x", bytes: 1, layers: [] }, vendor: { id: "v", bytes: 170, layers: ["base", "u", "v"] } };
  expect(stackLayers({ combination: { a: "slim", vendor: "original", gone: "original" }, slimImages, originals })).toEqual({
    original: figures(280, 180, 180),
    final: figures(175, 175, 175),
  });
});
