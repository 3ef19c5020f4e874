import type { Event, Stage, Status } from "../model/events.js";
import { printableLine } from "../model/printable.js";
import { progressText } from "./progress-text.js";

const STATUS_WORDS = {
  start: "started",
  working: "working",
  done: "done",
  failed: "FAILED",
  cached: "unchanged",
} as const satisfies Record<Status, string>;
const STAGE_WIDTH = Math.max(
  ...(["load", "plan", "profile", "slim", "trials", "emit", "clean"] satisfies readonly Stage[]).map((stage) => stage.length),
);
const SUBJECT_WIDTH = 14;

const twoDigits = (value: number): string => String(value).padStart(2, "0");
const clock = (time: Date): string => [time.getHours(), time.getMinutes(), time.getSeconds()].map(twoDigits).join(":");

/** A status worth a word is named; for the others the detail says it all. */
const said = (status: Status, detail: string | undefined): string => {
  if (detail === undefined || detail === "") return STATUS_WORDS[status];
  return status === "failed" || status === "cached" ? `${STATUS_WORDS[status]}: ${detail}` : detail;
};

const rest = (event: Event): readonly string[] => {
  switch (event.type) {
    case "stage": {
      const time = event.seconds === undefined ? "" : ` in ${event.seconds.toFixed(1)} s`;
      const detail = event.detail === undefined ? "" : `: ${event.detail}`;
      return [`${STATUS_WORDS[event.status]}${time}${detail}`];
    }
    case "service":
      return [event.service.padEnd(SUBJECT_WIDTH), said(event.status, event.detail)];
    case "check":
      return [`check: ${event.check}`.padEnd(SUBJECT_WIDTH), said(event.status, event.detail)];
    case "progress":
      return [progressText(event, 0)];
    case "note":
      return [event.detail];
    case "warning":
      return [`WARNING: ${event.detail}`];
  }
};

/** One event as one line without its line end: local time, stage, subject, what happens. `01:12:03 profile  front-end       ready (http /health)` */
export const plainLine = (event: Event, time: Date): string =>
  printableLine([clock(time), event.stage.padEnd(STAGE_WIDTH), ...rest(event)].join(" "));
