import { Readable } from "node:stream";
import { pack } from "tar-stream";
import { expect, test } from "vitest";
import { readTarFiles } from "../../../src/profile/tar-files.js";

const archiveOf = (...names: readonly string[]): Readable => {
  const archive = pack();
  for (const name of names) archive.entry({ name }, `content of ${name}`);
  archive.finalize();
  return Readable.from(archive);
};

test("every regular file is given with its content", async () => {
  const files: string[] = [];
  for await (const { name, content } of readTarFiles(archiveOf("a", "b"))) files.push(`${name}: ${content.toString()}`);
  expect(files).toEqual(["a: content of a", "b: content of b"]);
});

test("an archive that isn't read to its end is closed, whatever stopped the reader", async () => {
  const archive = archiveOf("a", "b");
  const reading = (async () => {
    for await (const { name } of readTarFiles(archive)) throw new Error(`no room for ${name}`);
  })();
  await expect(reading).rejects.toThrow("no room for a");
  expect(archive.destroyed).toBe(true);
});

test("an archive that breaks off is an error", async () => {
  const whole = (await archiveOf("a", "b").toArray()) as readonly Buffer[];
  const half = Readable.from(
    (function* () {
      yield Buffer.concat(whole).subarray(0, 700);
      throw new Error("cut off");
    })(),
  );
  const reading = (async () => {
    for await (const { name } of readTarFiles(half)) expect(name).toBe("a");
  })();
  await expect(reading).rejects.toThrow("cut off");
});
