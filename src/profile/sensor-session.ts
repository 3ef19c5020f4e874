import type { Readable } from "node:stream";
import { StackSlimError } from "../model/errors.js";
import type { Engine } from "../model/ports.js";
import type { Trace } from "../model/trace.js";
import { parseRecord, parseStatus } from "./record.js";
import { readTarFiles } from "./tar-files.js";

const mountPoint = "/.stack-slim";
const recordFolder = "/record";
const stopGraceSeconds = 10;

export type SensorOptions = {
  /** Names of everything made here begin with it. */
  readonly prefix: string;
  /** The image with gate and observer. */
  readonly image: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly decodePath: (escaped: string) => string;
};

type SensorEngine = Pick<Engine, "createVolume" | "removeVolume" | "startObserver" | "stopContainer" | "removeContainer" | "copyFrom">;

/** The observer of one profile: one container and two volumes, gone when it is disposed of. */
export class SensorSession implements AsyncDisposable {
  readonly #engine: SensorEngine;
  readonly #options: SensorOptions;
  #container: string | undefined;

  private constructor(engine: SensorEngine, options: SensorOptions) {
    this.#engine = engine;
    this.#options = options;
  }

  /** The names of what a session makes, known beforehand so that they can be noted before they exist. */
  static names(prefix: string): { readonly gate: string; readonly record: string; readonly observer: string } {
    return { gate: `${prefix}-sensor`, record: `${prefix}-record`, observer: `${prefix}-observer` };
  }

  /** Starts the observer; its gate volume then holds the gate and the socket. @throws StackSlimError exit 3 when it does not get ready. */
  static async open(engine: SensorEngine, options: SensorOptions): Promise<SensorSession> {
    const session = new SensorSession(engine, options);
    const names = SensorSession.names(options.prefix);
    try {
      await engine.createVolume(names.gate, options.labels);
      await engine.createVolume(names.record, options.labels);
      session.#container = await engine.startObserver({
        name: names.observer,
        image: options.image,
        command: ["--socket", `${mountPoint}/sock`, "--record", recordFolder],
        labels: options.labels,
        volumes: { [names.gate]: mountPoint, [names.record]: recordFolder },
        readyLine: "observer ready",
      });
    } catch (error) {
      await session[Symbol.asyncDispose]();
      throw error;
    }
    return session;
  }

  /**
   * Ends the observer and reads what it recorded; call it when the profiled services have stopped.
   * @throws StackSlimError exit 3 when the record can't be trusted: the observer did not end in good order, lost facts, or never saw an expected service.
   */
  async traces(expected: readonly string[]): Promise<readonly Trace[]> {
    const container = this.#container;
    if (container === undefined) throw new Error("the session is closed");
    const { exitCode } = await this.#engine.stopContainer(container, stopGraceSeconds);
    const records = await readRecords(await this.#engine.copyFrom(container, recordFolder), this.#options.decodePath);
    const status = parseStatus(records.status);
    if (!status.clean || exitCode !== 0) throw voided(`the observer ended with exit code ${String(exitCode)} before it was told to`);
    if (status.lost > 0) throw voided(`${String(status.lost)} facts could not be recorded`);
    if (records.malformed > 0) throw voided(`${String(records.malformed)} lines of the record can't be read`);
    const unseen = expected.filter((service) => (status.services[service]?.hellos ?? 0) === 0);
    if (unseen.length > 0) throw voided(`the sensor never saw ${unseen.join(", ")}`);
    return [...records.traces].sort((a, b) => (a.service < b.service ? -1 : 1));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const names = SensorSession.names(this.#options.prefix);
    await this.#engine.removeContainer(this.#container ?? names.observer);
    this.#container = undefined;
    await Promise.all([names.gate, names.record].map((volume) => this.#engine.removeVolume(volume)));
  }
}

const voided = (why: string): StackSlimError =>
  new StackSlimError(`the profile is void: ${why}`, {
    code: "sensor.void",
    exitCode: 3,
    hint: "Run the same command again: what was made of a void profile is not kept. docs/sensor.md lists the causes.",
  });

async function readRecords(
  archive: Readable,
  decode: (escaped: string) => string,
): Promise<{ traces: Trace[]; status: string; malformed: number }> {
  const traces: Trace[] = [];
  let status = "";
  let malformed = 0;
  for await (const { name, content } of readTarFiles(archive)) {
    const file = name.slice(name.lastIndexOf("/") + 1);
    if (file === "status") status = content.toString("utf8");
    else if (file.endsWith(".tsv")) {
      const record = parseRecord(file.slice(0, -".tsv".length), content.toString("latin1"), decode);
      traces.push(record.trace);
      malformed += record.malformed;
    }
  }
  return { traces, status, malformed };
}
