import { createReadStream } from "node:fs";
import { open } from "node:fs/promises";
import { StackSlimError } from "../model/errors.js";
import { fileStart, mergeSections, readSections, sectionText, type TraceHead, type TraceSection } from "../profile/index.js";
import { writeFileAtomically } from "../workspace/index.js";

/** The file of a stack's recording in its workspace: a trace file as any other, which may be copied elsewhere. */
export const recordingName = "recording.trace";

/** Two sections of one key are merged. */
const keyOf = ({ service, imageId }: TraceHead): string => `${service}\u0000${imageId}`;

/** The sections of a trace file, each checked. @throws StackSlimError exit 2: `trace.file` for what is wrong in it, `trace.unreadable`. */
export async function* sectionsOf(path: string): AsyncGenerator<TraceSection> {
  yield* readSections(chunksOf(path), path);
}

async function* chunksOf(path: string): AsyncGenerator<Buffer> {
  try {
    for await (const chunk of createReadStream(path, { highWaterMark: 1024 * 1024 })) yield chunk as Buffer;
  } catch (cause) {
    const isAbsent = cause instanceof Error && "code" in cause && cause.code === "ENOENT";
    throw new StackSlimError(isAbsent ? `There is no trace file ${path}.` : `${path} can't be read: ${String(cause)}`, {
      code: "trace.unreadable",
      exitCode: 2,
      hint: "Name a file that `stack-slim record` or `stack-slim trace merge` wrote.",
      cause,
    });
  }
}

/** What a merge came to. `facts` of it were in none of the sections before the first of its own. */
export type MergedHead = { readonly head: TraceHead; readonly before: number };

/**
 * Writes the sections of several sources as one trace file, by service and image; those of one service and image are one. Gives what was written,
 * and of each how many facts the first source had. @throws StackSlimError exit 2 as sectionsOf, before anything is written; exit 3 as the disk says.
 */
export async function writeMerged(sources: readonly AsyncIterable<TraceSection>[], path: string): Promise<readonly MergedHead[]> {
  const groups = new Map<string, [TraceSection, ...TraceSection[]]>();
  const before = new Map<string, number>();
  for (const [index, source] of sources.entries()) {
    for await (const section of source) {
      const key = keyOf(section.head);
      const group = groups.get(key);
      if (group === undefined) groups.set(key, [section]);
      else group.push(section);
      if (index === 0) before.set(key, section.head.facts);
    }
  }
  const heads: MergedHead[] = [];
  async function* text(): AsyncGenerator<string | Buffer> {
    yield await Promise.resolve(fileStart());
    for (const [key, group] of [...groups].sort(([a], [b]) => (a < b ? -1 : 1))) {
      const section = mergeSections(group);
      heads.push({ head: section.head, before: before.get(key) ?? 0 });
      yield* sectionText(section);
    }
  }
  await writeFileAtomically(path, text());
  return heads;
}

/** Where in its file the facts of a section are, in bytes. */
type Place = { readonly head: TraceHead; readonly start: number; readonly bytes: number };

/** A trace file whose sections are read one at a time: together they may be larger than everything else a run holds. */
export class Recording {
  readonly #path: string;
  readonly #places: readonly Place[];

  private constructor(path: string, places: readonly Place[]) {
    this.#path = path;
    this.#places = places;
  }

  /** Reads and checks all of it once; without a file an empty one. @throws StackSlimError exit 2 as sectionsOf. */
  static async open(path: string): Promise<Recording> {
    const places: Place[] = [];
    try {
      for await (const { head, record, start = 0 } of sectionsOf(path)) places.push({ head, start, bytes: record.length });
    } catch (error) {
      if (!isAbsentFile(error)) throw error;
    }
    return new Recording(path, places);
  }

  heads(): readonly TraceHead[] {
    return this.#places.map(({ head }) => head);
  }

  /** What was recorded of a service in this very image. */
  of(service: string, imageId: string): TraceHead | undefined {
    return this.#places.find(({ head }) => head.service === service && head.imageId === imageId)?.head;
  }

  async read(head: TraceHead): Promise<Buffer> {
    const place = this.#places.find((one) => one.head === head);
    if (place === undefined) return Buffer.alloc(0);
    const file = await open(this.#path);
    try {
      const { buffer, bytesRead } = await file.read(Buffer.alloc(place.bytes), 0, place.bytes, place.start);
      return buffer.subarray(0, bytesRead);
    } finally {
      await file.close();
    }
  }
}

export const isAbsentFile = (error: unknown): boolean =>
  error instanceof StackSlimError && error.cause instanceof Error && "code" in error.cause && error.cause.code === "ENOENT";
