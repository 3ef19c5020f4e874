import { describe, expect, it } from "vitest";
import type { Event } from "../../../src/model/events.js";
import { textWidth } from "../../../src/model/printable.js";
import { finalLines, liveLines, titleLine, type LineStyle } from "../../../src/ui/board-lines.js";
import { spokenTime } from "../../../src/ui/spoken-time.js";
import { applyEvent, emptyBoard, type Board } from "../../../src/ui/stage-board.js";

const plain = (text: string): string => text;
const style: LineStyle = {
  columns: 60,
  rows: 20,
  glyphs: { done: "v", failed: "x", busy: ">", warning: "!", cut: "~" },
  paint: { good: plain, bad: plain, dim: plain, warn: plain },
};

/** A board after events, each at its second. */
const board = (...events: readonly (readonly [second: number, event: Event])[]): Board =>
  events.reduce((before, [second, event]) => applyEvent(before, event, second * 1000), emptyBoard("trials", 0));

const service = (name: string, status: "start" | "working" | "done" | "failed", detail?: string): Event => ({
  type: "service",
  stage: "trials",
  service: name,
  status,
  ...(detail === undefined ? {} : { detail }),
});

describe("live lines", () => {
  it("say what is waited for and since when, failures first, the done in one line", () => {
    const now = board(
      [0, { type: "note", stage: "trials", detail: "boot 2: all slim" }],
      [0, service("db", "start")],
      [0, service("cart", "start")],
      [1, service("db", "working", "waiting for tcp 5432")],
      [2, service("cart", "done")],
      [2, service("web", "done")],
      [3, service("orders", "failed", "exit 1")],
      [3, { type: "check", stage: "trials", check: "login", status: "working", detail: "step 1" }],
      [5, service("db", "working", "waiting for tcp 5432")],
      [5, { type: "stage", stage: "slim", status: "start", detail: "orders again" }],
    );
    expect(liveLines(now, 66_000, style)).toEqual([
      "boot 2: all slim",
      "x orders        exit 1",
      "> db            waiting for tcp 5432  1 min 05 s",
      "> check: login  step 1  1 min 03 s",
      "> slim          orders again  1 min 01 s",
      "v 2 done: cart, web",
    ]);
  });

  it("count a new wait from its start", () => {
    const now = board([0, service("db", "working", "waiting for tcp")], [9, service("db", "working", "waiting for select 1")]);
    expect(liveLines(now, 10_000, style)).toEqual(["> db  waiting for select 1  1 s"]);
  });

  it.each([
    [3, 20],
    [5, 30],
    [20, 60],
  ])("fit %i rows of %i columns, whatever is said", (rows, columns) => {
    const events = Array.from({ length: 30 }, (_, index): readonly [number, Event] => [
      0,
      service(`服务-service-with-a-long-name-${index}`, index % 3 === 0 ? "done" : "working", "waiting ".repeat(20)),
    ]);
    const now = board([0, { type: "note", stage: "trials", detail: "note ".repeat(30) }], ...events);
    const lines = liveLines(now, 5000, { ...style, rows, columns });
    expect(lines.length).toBeLessThanOrEqual(rows);
    expect(Math.max(...lines.map(textWidth))).toBeLessThanOrEqual(columns);
    expect(lines.join("\n")).toMatch(/and \d+ more/);
  });
});

describe("a finished stage", () => {
  it("leaves its failures and warnings", () => {
    const done = board(
      [1, service("db", "done", "ready")],
      [1, service("orders", "failed", "exit 1 \u001b[2J")],
      [1, { type: "warning", stage: "trials", detail: "db restarted once" }],
      [1, { type: "stage", stage: "trials", status: "done", detail: "2 boots", seconds: 72 }],
    );
    expect(finalLines(done, style)).toEqual(["x orders  exit 1", "! db restarted once"]);
    expect(titleLine(done, 999_000, style)).toBe("trials  2 boots  1 min 12 s");
  });

  it("says when it was found done", () => {
    const cached = board([0, { type: "stage", stage: "trials", status: "cached", detail: "14 services" }]);
    expect(titleLine(cached, 400, style)).toBe("trials  unchanged, 14 services  0 s");
  });
});

describe("spokenTime", () => {
  it.each([
    [-1, "0 s"],
    [59.9, "59 s"],
    [60, "1 min 00 s"],
    [605, "10 min 05 s"],
  ])("%f is %s", (seconds, text) => {
    expect(spokenTime(seconds)).toBe(text);
  });
});
