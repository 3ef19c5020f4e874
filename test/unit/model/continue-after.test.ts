import { describe, expect, test } from "vitest";
import { type ContinueAfter, continueAfterText, parseContinueAfter } from "../../../src/model/continue-after.js";

describe("a mode of profiling", () => {
  test.each<[string | number, ContinueAfter]>([
    ["probe", { kind: "probe" }],
    ["enter", { kind: "enter" }],
    [" signal ", { kind: "signal" }],
    ["90", { kind: "seconds", seconds: 90 }],
    [90, { kind: "seconds", seconds: 90 }],
    ["1.5", { kind: "seconds", seconds: 1.5 }],
    [0.25, { kind: "seconds", seconds: 0.25 }],
    ["10m", { kind: "seconds", seconds: 600 }],
    ["1h30m", { kind: "seconds", seconds: 5400 }],
    ["exec npm test", { kind: "exec", command: "npm test" }],
    ["exec  a && b | c", { kind: "exec", command: "a && b | c" }],
    ["exec one\ntwo", { kind: "exec", command: "one\ntwo" }],
    ["container e2e", { kind: "container", name: "e2e" }],
    ["container shop/e2e:1.0@sha256:ab", { kind: "container", name: "shop/e2e:1.0@sha256:ab" }],
  ])("%j", (written, mode) => {
    expect(parseContinueAfter(written)).toEqual(mode);
    expect(parseContinueAfter(continueAfterText(mode))).toEqual(mode);
  });

  test.each<[string | number, RegExp]>([
    ["", /^expected probe, enter, signal, .* found ""$/],
    ["Enter", /found "Enter"/],
    ["enter now", /found "enter now"/],
    ["probes", /found "probes"/],
    ["exec", /^exec needs a command/],
    ["exec   ", /^exec needs a command/],
    ["container", /^container needs one name/],
    ["container a b", /^container needs one name/],
    ["0", /^expected more than 0 and at most 604800 seconds/],
    [-1, /found "-1"/],
    ["604801", /^expected more than 0 and at most/],
    ["1e3", /found "1e3"/],
    ["Infinity", /found "Infinity"/],
    [NaN, /found "NaN"/],
    ["10 minutes", /found "10 minutes"/],
  ])("not %j", (written, error) => {
    expect(parseContinueAfter(written)).toEqual({ error: expect.stringMatching(error) as string });
  });
});
