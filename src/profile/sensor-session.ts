import { StackSlimError } from "../model/errors.js";
import type { Engine } from "../model/ports.js";
import { parseStatus, type SensorStatus } from "./record.js";
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
   * Ends the observer and hands over what it recorded, one service at a time, since a record can be large; call it when the profiled services have
   * stopped. `record` is as the observer wrote it (docs/sensor.md).
   * @throws StackSlimError exit 3 when the record can't be trusted: the observer did not end in good order, lost facts, or never saw an expected service.
   */
  async collect(expected: readonly string[], take: (service: string, record: Buffer) => Promise<void>): Promise<void> {
    const container = this.#container;
    if (container === undefined) throw new Error("the session is closed");
    const { exitCode } = await this.#engine.stopContainer(container, stopGraceSeconds);
    const status = await this.#status(container);
    if (!status.clean || exitCode !== 0) throw voided(`the observer ended with exit code ${String(exitCode)} before it was told to`);
    if (status.lost > 0) throw voided(`${String(status.lost)} facts could not be recorded`);
    if (status.open > 0) throw voided(`${String(status.open)} of the watched programs were still running when the observer ended`);
    const unseen = expected.filter((service) => (status.services[service]?.hellos ?? 0) === 0);
    if (unseen.length > 0) throw voided(`the sensor never saw ${unseen.join(", ")}`);
    for await (const { name, content } of readTarFiles(await this.#engine.copyFrom(container, recordFolder))) {
      const file = name.slice(name.lastIndexOf("/") + 1);
      if (file.endsWith(".tsv")) await take(file.slice(0, -".tsv".length), content);
    }
  }

  async #status(container: string): Promise<SensorStatus> {
    let text = "";
    for await (const { content } of readTarFiles(await this.#engine.copyFrom(container, `${recordFolder}/status`)))
      text = content.toString("utf8");
    return parseStatus(text);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const names = SensorSession.names(this.#options.prefix);
    await this.#engine.removeContainer(this.#container ?? names.observer);
    this.#container = undefined;
    await Promise.all([names.gate, names.record].map((volume) => this.#engine.removeVolume(volume)));
  }
}

export const voided = (why: string): StackSlimError =>
  new StackSlimError(`the profile is void: ${why}`, {
    code: "sensor.void",
    exitCode: 3,
    hint: "Run the same command again: what was made of a void profile is not kept. docs/sensor.md lists the causes.",
  });
