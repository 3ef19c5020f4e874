import { readFileSync } from "node:fs";
import { Ajv } from "ajv";
import { describe, expect, test } from "vitest";
import type { Event } from "../../../src/model/events.js";
import { jsonLine } from "../../../src/ui/line-ui.js";

const schema = JSON.parse(readFileSync(new URL("../../../schema/events.schema.json", import.meta.url), "utf8")) as object;
const validate = new Ajv({ strict: false, formats: { "date-time": true } }).compile(schema);
const isValid = (line: string): boolean => validate(JSON.parse(line));

/** One of each kind at least: the compiler sees to it. */
const events: { readonly [Kind in Event["type"]]: readonly Extract<Event, { readonly type: Kind }>[] } = {
  stage: [
    { type: "stage", stage: "plan", status: "start" },
    { type: "stage", stage: "slim", status: "done", seconds: 1.5, detail: "14 images" },
  ],
  service: [{ type: "service", stage: "profile", service: "web", status: "working", detail: "waiting for http 80" }],
  check: [{ type: "check", stage: "trials", check: "login", status: "failed", detail: "GET /: status 500" }],
  progress: [
    { type: "progress", stage: "profile", boots: { now: 1, most: 40 }, lastRun: 140 },
    { type: "progress", stage: "slim", bytes: { done: 0, of: 7 }, atLeast: 12 },
  ],
  note: [{ type: "note", stage: "trials", detail: "boot 2: all slim" }],
  warning: [{ type: "warning", stage: "emit", detail: "x" }],
};

describe("progress as JSON lines", () => {
  test.each(Object.values(events).flat())("$type $stage has the documented shape", (event) => {
    const line = jsonLine(event, new Date(0));
    expect(isValid(line), JSON.stringify(validate.errors)).toBe(true);
  });

  test.each(Object.values(events).flat())("$type $stage with a field of no kind is refused by the schema", (event) => {
    expect(isValid(jsonLine({ ...event, zzz: 1 } as unknown as Event, new Date(0)))).toBe(false);
  });

  test("the examples of the documentation are such lines", () => {
    const text = readFileSync(new URL("../../../docs/progress.md", import.meta.url), "utf8");
    const lines = /```json\n([\s\S]*?)```/.exec(text)?.[1]?.trim().split("\n") ?? [];
    expect(lines).toHaveLength(6);
    expect(lines.filter((line) => !isValid(line))).toEqual([]);
  });
});
