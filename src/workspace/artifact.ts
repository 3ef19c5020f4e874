import { createHash } from "node:crypto";
import { readFileIfPresent, writeFileAtomically } from "./atomic-file.js";
import { decodeValue, encodeValue } from "./encoded-value.js";

/** Raised when the shape of the envelope changes; files of another version are made again. */
const ENVELOPE_VERSION = 2;

/** `sum`: of the value's text, by which a file that was edited or half lost is known. */
type Envelope = { readonly version: number; readonly key: string; readonly madeBy: string; readonly sum: string; readonly value: unknown };

/** A stage's result on disk, valid only for the key (digest of everything it was made from) it was opened with. */
export type Artifact<T> = {
  readonly path: string;
  /** The value stored under this very key; undefined when there is none, it has another key, or the file is damaged (which is warned about). */
  read(): Promise<T | undefined>;
  /** Stores the value under this key, atomically. Map and Set survive. */
  write(value: T): Promise<void>;
};

const isEnvelope = (value: unknown): value is Envelope =>
  typeof value === "object" && value !== null && "version" in value && "key" in value && typeof value.key === "string" && "value" in value;

export type ArtifactOptions = {
  readonly path: string;
  readonly key: string;
  readonly madeBy: string;
  readonly warn: (message: string) => void;
};

/** Opens an artifact; touches no file until it is read or written. */
export const artifactAt = <T>({ path, key, madeBy, warn }: ArtifactOptions): Artifact<T> => ({
  path,
  async read() {
    const text = await readFileIfPresent(path);
    if (text === undefined) return undefined;
    let stored: unknown;
    try {
      stored = decodeValue(text);
    } catch {
      warn(`${path} is damaged (not JSON), so it is made again.`);
      return undefined;
    }
    if (!isEnvelope(stored)) {
      warn(`${path} is damaged (no version, key and value), so it is made again.`);
      return undefined;
    }
    if (stored.version !== ENVELOPE_VERSION || stored.key !== key) return undefined;
    if (stored.sum === sumOf(text)) return stored.value as T;
    warn(`${path} is not as it was written (edited, or damaged), so it is made again.`);
    return undefined;
  },
  write: async (value) => {
    const text = encodeValue({ version: ENVELOPE_VERSION, key, madeBy, sum: "", value } satisfies Envelope);
    await writeFileAtomically(path, `${text.replace('"sum":""', `"sum":"${sumOf(text)}"`)}\n`);
  },
});

/** Of everything from the value on, which is the last field of an envelope; no field before it has this text, its quotes would be escaped. */
const sumOf = (text: string): string =>
  createHash("sha256")
    .update(text.slice(text.indexOf('"value":')).trimEnd())
    .digest("hex");
