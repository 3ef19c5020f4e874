import { createInterface } from "node:readline";
import type { Readable } from "node:stream";
import type Docker from "dockerode";
import type { ContainerEvent } from "../model/ports.js";
import { engineError } from "./engine-error.js";

type EngineEvent = {
  readonly Action: string;
  readonly Actor: { readonly ID: string; readonly Attributes: Readonly<Record<string, string>> };
};

/** State changes of one project's containers as they happen; ends when the signal aborts. Source: Docker Engine API 1.41, GET /events. */
export async function* containerEvents(docker: Docker, project: string, signal: AbortSignal): AsyncGenerator<ContainerEvent> {
  const filters = { type: ["container"], label: [`com.docker.compose.project=${project}`] };
  let stream: Readable;
  try {
    stream = (await docker.getEvents({ filters, abortSignal: signal } as Docker.GetEventsOptions)) as Readable;
  } catch (error) {
    if (signal.aborted) return;
    throw engineError("follow its events", error);
  }
  try {
    for await (const line of createInterface({ input: stream, crlfDelay: Infinity })) {
      if (line.trim() === "") continue;
      const { Action, Actor } = JSON.parse(line) as EngineEvent;
      const exitCode = Actor.Attributes["exitCode"];
      yield {
        service: Actor.Attributes["com.docker.compose.service"] ?? "",
        containerId: Actor.ID,
        action: Action,
        ...(exitCode === undefined ? {} : { exitCode: Number(exitCode) }),
      };
    }
  } catch (error) {
    if (!signal.aborted) throw engineError("follow its events", error);
  } finally {
    stream.destroy();
  }
}
