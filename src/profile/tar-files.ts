import type { Readable } from "node:stream";
import { extract } from "tar-stream";
import { StackSlimError } from "../model/errors.js";

/** One record of a chatty service has some 60,000 facts of 100 bytes; far beyond that the record isn't what the observer writes. */
const maxFileBytes = 256 * 1024 * 1024;

/** The regular files of a small tar, one at a time. @throws StackSlimError exit 3 when one is larger than any record can be. */
export async function* readTarFiles(archive: Readable): AsyncGenerator<{ readonly name: string; readonly content: Buffer }> {
  const entries = extract();
  archive.on("error", (error) => entries.destroy(error));
  archive.pipe(entries);
  try {
    for await (const entry of entries) {
      const parts: Buffer[] = [];
      let size = 0;
      for await (const part of entry) {
        size += (part as Buffer).length;
        if (size > maxFileBytes)
          throw new StackSlimError(`${entry.header.name} of the sensor's record is larger than ${String(maxFileBytes)} bytes`, {
            code: "sensor.record",
            exitCode: 3,
          });
        parts.push(part as Buffer);
      }
      if (entry.header.type === "file") yield { name: entry.header.name, content: Buffer.concat(parts) };
    }
  } finally {
    // Whoever stopped reading leaves bytes in the connection, which would keep the process for minutes.
    archive.destroy();
    entries.destroy();
  }
}
