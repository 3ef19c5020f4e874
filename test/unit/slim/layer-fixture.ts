import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll } from "vitest";
import { indexImage } from "../../../src/slim/index-image.js";
import type { ImageIndex } from "../../../src/slim/image-index.js";
import { encodePath } from "../../../src/model/path-bytes.js";
import { formatPax } from "../../../src/slim/pax-records.js";
import { padded, seal } from "../../../src/slim/tar-header.js";

export type Item = {
  readonly path: string;
  readonly flag?: string;
  readonly link?: string;
  readonly mode?: number;
  readonly uid?: number;
  readonly data?: string | Buffer;
  readonly pax?: Readonly<Record<string, string | Buffer>>;
};

export const file = (path: string, data: string | Buffer = "", mode = 0o644): Item => ({ path, data, mode });
export const program = (path: string, data: string | Buffer = ""): Item => file(path, data, 0o755);
export const symlink = (path: string, link: string): Item => ({ path, flag: "2", link });
export const hardLink = (path: string, link: string): Item => ({ path, flag: "1", link });
export const folder = (path: string, mode = 0o755): Item => ({ path, flag: "5", mode });

/** A tar written by hand, so that every byte of it is the test's. */
export function tarOf(items: readonly Item[]): Buffer {
  return Buffer.concat([...items.map(blocksOf), Buffer.alloc(1024)]);
}

function blocksOf({ path, flag = "0", link = "", mode = 0o644, uid = 0, data = "", pax = {} }: Item): Buffer {
  const content = Buffer.from(data);
  const records = new Map(Object.entries(pax).map(([key, value]) => [key, Buffer.from(value)]));
  const extension = formatPax(records);
  const extended = records.size === 0 ? [] : [header("pax", "x", "", 0o644, 0, extension.length), extension, zeros(extension.length)];
  return Buffer.concat([
    ...extended,
    header(path.replace(/^\//, ""), flag, link, mode, uid, content.length),
    content,
    zeros(content.length),
  ]);
}

const zeros = (length: number): Buffer => Buffer.alloc(padded(length) - length);

function header(path: string, flag: string, link: string, mode: number, uid: number, size: number): Buffer {
  const block = Buffer.alloc(512);
  encodePath(path).copy(block, 0);
  encodePath(link).copy(block, 157);
  const octal = (value: number, length: number): string => `${value.toString(8).padStart(length - 1, "0")}\0`;
  block.write(octal(mode, 8) + octal(uid, 8) + octal(0, 8) + octal(size, 12) + octal(1_700_000_000, 12), 100, "latin1");
  block.write(flag, 156, "latin1");
  block.write("ustar\x0000", 257, "latin1");
  seal(block);
  return block;
}

const directory = mkdtempSync(join(tmpdir(), "stack-slim-test-"));
afterAll(() => {
  rmSync(directory, { recursive: true, force: true });
});
let written = 0;

export function writeLayer(tar: Buffer): string {
  const path = join(directory, `${String(written++)}.tar`);
  writeFileSync(path, tar);
  return path;
}

export const indexOf = (...layers: readonly (readonly Item[])[]): ImageIndex => indexImage(layers.map((items) => writeLayer(tarOf(items))));

/** Every path of an index with its type or, for a file, its content. */
export function listing(index: ImageIndex): Record<string, string> {
  const lines = [...index.entries()].map(({ path, type, target }) => {
    const shown = type === "file" ? `= ${index.read(path)?.toString("latin1") ?? "sparse"}` : type === "symlink" ? `-> ${target}` : type;
    return [path, shown] as const;
  });
  return Object.fromEntries(lines.sort(([a], [b]) => (a < b ? -1 : 1)));
}
