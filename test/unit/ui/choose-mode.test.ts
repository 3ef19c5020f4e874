import { describe, expect, it } from "vitest";
import { chooseMode, type ModeInput } from "../../../src/ui/choose-mode.js";

const choose = (fields: Partial<ModeInput>) => chooseMode({ json: false, quiet: false, isTTY: true, environment: {}, ...fields });

describe("chooseMode", () => {
  it.each<[string, Partial<ModeInput>, string, boolean]>([
    ["a terminal", {}, "tty", true],
    ["no terminal", { isTTY: false }, "plain", false],
    ["CI on a terminal", { environment: { CI: "true" } }, "plain", true],
    ["CI=false", { environment: { CI: "false" } }, "tty", true],
    ["CI empty", { environment: { CI: "" } }, "tty", true],
    ["a dumb terminal", { environment: { TERM: "dumb" } }, "plain", false],
    ["NO_COLOR keeps the list, without colour", { environment: { NO_COLOR: "1" } }, "tty", false],
    ["NO_COLOR=0 is still no colour", { environment: { NO_COLOR: "0" } }, "tty", false],
    ["an empty NO_COLOR says nothing", { environment: { NO_COLOR: "" } }, "tty", true],
    ["FORCE_COLOR without a terminal", { isTTY: false, environment: { FORCE_COLOR: "1" } }, "plain", true],
    ["FORCE_COLOR=0 on a terminal", { environment: { FORCE_COLOR: "0" } }, "tty", false],
    ["NO_COLOR beats FORCE_COLOR", { environment: { FORCE_COLOR: "1", NO_COLOR: "1" } }, "tty", false],
    ["--json on a terminal", { json: true }, "json", false],
    ["--quiet on a terminal", { quiet: true }, "quiet", true],
    ["--quiet --json", { quiet: true, json: true }, "quiet", true],
  ])("%s", (_name, fields, mode, colour) => {
    expect(choose(fields)).toEqual({ mode, colour });
  });
});
