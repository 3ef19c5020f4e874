import { createHash, randomBytes } from "node:crypto";
import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { StackSlimError } from "../model/errors.js";
import type { Engine } from "../model/ports.js";
import { sensorImage } from "../slim/index.js";

/** The sensor's two programs for the engine's architecture. */
export type Sensor = {
  /** Of both programs: a profile made with others is another profile. */
  readonly digest: string;
  /** Name its image gets in the engine. */
  readonly image: string;
  /** Loads the image; it is small, and removed with the session that uses it. */
  readonly load: (engine: Engine) => Promise<void>;
};

/** Whether its programs for that architecture are there. */
export const isSensorBuilt = async (architecture: string): Promise<boolean> =>
  (await Promise.all(programs(architecture))).every((content) => content !== undefined);

const programs = (architecture: string): readonly Promise<Buffer | undefined>[] =>
  ["gate", "observer"].map((name) => readFile(`${folderOf(architecture)}${name}`).catch(() => undefined));

const folderOf = (architecture: string): string => fileURLToPath(new URL(`../../sensor/build/${architecture}/`, import.meta.url));

/** @throws StackSlimError exit 3 when the sensor isn't built for that architecture. */
export async function provideSensor(architecture: string): Promise<Sensor> {
  const [gate, observer] = await Promise.all(programs(architecture));
  if (gate === undefined || observer === undefined)
    throw new StackSlimError(`The sensor isn't built for ${architecture}: ${folderOf(architecture)} lacks its programs.`, {
      code: "sensor.not-built",
      exitCode: 3,
      hint: "Build it with `make -C sensor` (or `make -C sensor cross`), or install a release, which has both architectures.",
    });
  const digest = createHash("sha256").update(gate).update(observer).digest("hex");
  // A name of this run alone: one that ends must not take the image away from another that begins.
  const image = `stack-slim/sensor:${digest.slice(0, 12)}-${randomBytes(4).toString("hex")}`;
  return { digest, image, load: (engine) => engine.loadImages(sensorImage({ ref: image, gate, observer, architecture }).archive) };
}
