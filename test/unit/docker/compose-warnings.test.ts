import { expect, test } from "vitest";
import { composeWarnings } from "../../../src/docker/compose-cli.js";

const line = (message: string, level = "warning"): string => `time="2026-11-22T01:00:00Z" level=${level} msg=${message}`;

test.each<[string, readonly string[], readonly string[]]>([
  [
    "a quoted one",
    [line(String.raw`"The \"X\" variable is not set. Defaulting to a blank string."`)],
    ['The "X" variable is not set. Defaulting to a blank string.'],
  ],
  ["a bare one", [line("odd")], ["odd"]],
  ["a path with a backslash", [line(String.raw`"in C:\\new"`)], [String.raw`in C:\new`]],
  ["two", [line('"a b"'), line('"c d"')], ["a b", "c d"]],
  ["what is no warning", [line('"a b"', "info"), "plain text"], []],
  [
    "that `version` means nothing",
    [
      line('"/p/compose.yml: the attribute `version` is obsolete, it will be ignored"'),
      line('"/p/c.yml: `version` is obsolete"'),
      line('"other one"'),
    ],
    ["other one"],
  ],
])("of compose's warnings: %s", (_, lines, expected) => expect(composeWarnings(lines.join("\n"))).toEqual(expected));
