import type { TraceHead } from "../profile/index.js";
import { imageOf, type RunContext } from "./run-context.js";
import type { Recording } from "./trace-files.js";

/** What was recorded of services of this stack: of the images they have now, and of others. */
export type Recorded = {
  readonly used: readonly TraceHead[];
  /** Of services whose image was recorded in another content only. */
  readonly stale: readonly TraceHead[];
};

export function recordedOf(context: Pick<RunContext, "images" | "stack">, recording: Recording): Recorded {
  const services = context.stack.services.map(({ name }) => name);
  const used = services.flatMap((name) => recording.of(name, imageOf(context, name).id) ?? []);
  const stale = recording.heads().filter(({ service }) => services.includes(service) && !used.some((head) => head.service === service));
  return { used, stale };
}

/** Says what recordings add to the profile, and which of them are of images that the services no longer have. */
export function tellRecorded(context: RunContext, recording: Recording): void {
  const { used, stale } = recordedOf(context, recording);
  if (used.length > 0) {
    const said = used.map(({ service, sessions }) => `${service} ${plural(sessions.length)}`).join(", ");
    context.emit({ type: "note", stage: "slim", detail: `recordings are used beside the profile: ${said}` });
  }
  for (const { service, imageId } of stale)
    context.warn(
      `what was recorded of ${service} is of another image (${shortId(imageId)}; now it is ${shortId(imageOf(context, service).id)}) and isn't used: record it again`,
    );
}

export const shortId = (id: string): string => id.replace(/^sha256:/, "").slice(0, 12);

export const plural = (sessions: number): string => `${String(sessions)} ${sessions === 1 ? "session" : "sessions"}`;
