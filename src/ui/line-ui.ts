import type { Writable } from "node:stream";
import type { Emit, Event } from "../model/events.js";
import { printableJson } from "../model/printable.js";
import { plainLine } from "./plain-line.js";

const subjectOf = (event: Event): string =>
  event.type === "service"
    ? `${event.stage} service ${event.service}`
    : event.type === "check"
      ? `${event.stage} check ${event.check}`
      : "";

/** Plain lines; a subject that says the same again (a wait that goes on) is not repeated. */
export const plainEmit = (stream: Writable, now: () => Date): Emit => {
  const lastSaid = new Map<string, string>();
  return (event) => {
    const subject = subjectOf(event);
    if (subject !== "") {
      const says = JSON.stringify(event);
      if (lastSaid.get(subject) === says) return;
      lastSaid.set(subject, says);
    }
    stream.write(plainLine(event, now()) + "\n");
  };
};

/** Every event as one JSON object a line, with `time` (ISO 8601, UTC) before its own fields. C1 controls are escaped too: a terminal would obey them. */
export const jsonLine = (event: Event, time: Date): string => printableJson({ time: time.toISOString(), ...event });
