import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { median, ratio, relativeSpread, spreadOf } from "../../../src/model/spread.js";

describe("a spread", () => {
  it.each<[readonly (number | undefined)[], number, number, number]>([
    [[3], 3, 3, 3],
    [[3, 1, 2], 2, 1, 3],
    [[4, 1], 2.5, 1, 4],
    [[10, undefined, 2, 9], 9, 2, 10],
    [[0, 0, 0], 0, 0, 0],
  ])("of %j", (values, middle, min, max) => {
    expect(spreadOf(values)).toEqual({ median: middle, min, max, values: values.filter((value) => value !== undefined) });
  });

  it("of no round is none", () => {
    expect(spreadOf([])).toBeUndefined();
    expect(spreadOf([undefined, undefined])).toBeUndefined();
  });

  it("lies between its ends, whatever the order, and half of the values on each side", () => {
    const values = fc.array(fc.double({ min: 0, max: 1e12, noNaN: true }), { minLength: 1, maxLength: 12 });
    fc.assert(
      fc.property(values, (given) => {
        const middle = median(given);
        expect(middle).toBe(median(given.toReversed()));
        expect(given.filter((value) => value <= middle).length * 2).toBeGreaterThanOrEqual(given.length);
        expect(given.filter((value) => value >= middle).length * 2).toBeGreaterThanOrEqual(given.length);
      }),
      { seed: 20_261_122 },
    );
  });

  it("is told relative to the median, where several rounds say something", () => {
    expect(relativeSpread({ median: 10, min: 9, max: 12, values: [9, 10, 12] })).toBeCloseTo(0.3);
    expect(relativeSpread({ median: 10, min: 10, max: 10, values: [10] })).toBeUndefined();
    expect(relativeSpread({ median: 0, min: 0, max: 1, values: [0, 0, 1] })).toBeUndefined();
  });
});

it.each<[number | undefined, number | undefined, number | undefined]>([
  [10, 5, 0.5],
  [10, 0, 0],
  [0, 5, undefined],
  [undefined, 5, undefined],
  [10, undefined, undefined],
])("of %j the ratio to %j is %j", (original, slim, expected) => {
  expect(ratio(original, slim)).toBe(expected);
});
