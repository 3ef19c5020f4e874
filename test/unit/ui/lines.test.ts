import { PassThrough, Writable } from "node:stream";
import { describe, expect, it } from "vitest";
import type { Event } from "../../../src/model/events.js";
import { createUi, type Mode } from "../../../src/ui/index.js";
import { plainLine } from "../../../src/ui/plain-line.js";

const TIME = new Date(2026, 0, 2, 1, 12, 3);

describe("plainLine", () => {
  it.each<[Event, string]>([
    [{ type: "stage", stage: "profile", status: "start" }, "01:12:03 profile started"],
    [{ type: "stage", stage: "load", status: "done", seconds: 0.44, detail: "14 services" }, "01:12:03 load    done in 0.4 s: 14 services"],
    [{ type: "stage", stage: "plan", status: "cached" }, "01:12:03 plan    unchanged"],
    [{ type: "stage", stage: "trials", status: "failed", detail: "no room" }, "01:12:03 trials  FAILED: no room"],
    [
      { type: "service", stage: "profile", service: "front-end", status: "done", detail: "ready (http /health)" },
      "01:12:03 profile front-end      ready (http /health)",
    ],
    [
      { type: "service", stage: "trials", service: "orders", status: "failed", detail: "exit 1" },
      "01:12:03 trials  orders         FAILED: exit 1",
    ],
    [{ type: "service", stage: "slim", service: "orders", status: "cached" }, "01:12:03 slim    orders         unchanged"],
    [{ type: "check", stage: "trials", check: "order flow", status: "start" }, "01:12:03 trials  check: order flow started"],
    [{ type: "note", stage: "trials", detail: "boot 2: all slim" }, "01:12:03 trials  boot 2: all slim"],
    [{ type: "warning", stage: "plan", detail: "two\nlines \u001b[2J\u0007" }, "01:12:03 plan    WARNING: two lines \\x07"],
  ])("%o", (event, line) => {
    expect(plainLine(event, TIME)).toBe(line);
  });
});

const written = (mode: Mode, events: readonly Event[]): string => {
  const stream = new PassThrough();
  const ui = createUi({ stream, mode, now: () => TIME });
  for (const event of events) ui.emit(event);
  return String(stream.read() ?? "");
};

const WAIT: Event = { type: "service", stage: "profile", service: "a", status: "working", detail: "waiting for tcp 80" };

describe("createUi", () => {
  it("plain says a wait that goes on once, and again after something else", () => {
    const ready: Event = { type: "service", stage: "profile", service: "a", status: "done", detail: "ready" };
    expect(written("plain", [WAIT, WAIT, { ...WAIT, service: "b" }, WAIT, ready, WAIT]).match(/ a .*| b .*/g)).toEqual([
      " a              waiting for tcp 80",
      " b              waiting for tcp 80",
      " a              ready",
      " a              waiting for tcp 80",
    ]);
  });

  it("json gives every event whole, one a line", () => {
    const nasty: Event = { type: "note", stage: "trials", detail: "two\nlines \u009b2J \u2028" };
    const lines = written("json", [WAIT, WAIT, nasty]).trimEnd().split("\n");
    expect(lines.map((line) => JSON.parse(line) as unknown)).toEqual(
      [WAIT, WAIT, nasty].map((event) => ({ time: TIME.toISOString(), ...event })),
    );
    expect(lines.join("")).toMatch(/^[\u0020-\u007e]*$/);
  });

  it("quiet says nothing", () => {
    expect(written("quiet", [WAIT, { type: "warning", stage: "plan", detail: "x" }])).toBe("");
  });

  it("tty on a stream that is no terminal gives plain lines", () => {
    expect(written("tty", [WAIT])).toBe("01:12:03 profile a              waiting for tcp 80\n");
  });

  it.each(["plain", "json"] as const)("%s goes on when the reader has gone", async (mode) => {
    const failing = (code: string): Writable =>
      new Writable({ write: (_chunk, _encoding, done) => done(Object.assign(new Error(code), { code })), autoDestroy: false });
    const closed = failing("EPIPE");
    const ui = createUi({ stream: closed, mode });
    ui.emit(WAIT);
    await new Promise((resolve) => setImmediate(resolve));
    ui.emit({ ...WAIT, service: "b" });
    await ui.finish();
    expect(() => closed.emit("error", Object.assign(new Error("gone"), { code: "EPIPE" }))).not.toThrow();
    expect(() => closed.emit("error", Object.assign(new Error("full"), { code: "ENOSPC" }))).toThrow("full");
  });
});
