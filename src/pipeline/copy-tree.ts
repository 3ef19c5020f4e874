import type { Stats } from "node:fs";
import {
  copyFile,
  link,
  lchown,
  lstat,
  lutimes,
  mkdir,
  open,
  readdir,
  readlink,
  symlink,
  utimes,
  chmod,
  constants,
  type FileHandle,
} from "node:fs/promises";
import { join } from "node:path";

export type CopyFigures = {
  readonly bytes: number;
  readonly files: number;
  /** Sockets, pipes and devices: a copy has none. */ readonly left: number;
};

/** Thrown when a tree takes more room than it may. `bytes`: what was counted until then. */
export class TreeTooLarge extends Error {
  constructor(readonly bytes: number) {
    super("the tree is larger than it may be");
  }
}

/**
 * Copies a file or folder with modes, times, links as links, hard links among its own files, holes of sparse files and, where this user may, owners.
 * A link at `from` itself is not expected: give its real path. What vanishes meanwhile is left out, since the tree may be in use.
 * `mostBytes` bounds the room the tree takes on its disk (holes don't count, hard links once); it is counted before anything is written, and again on the way.
 * @throws TreeTooLarge, or the error of a file operation.
 */
export async function copyTree(from: string, to: string, mostBytes: number): Promise<CopyFigures> {
  await measure(from, mostBytes);
  const state: State = { mostBytes, bytes: 0, files: 0, left: 0, linked: new Map() };
  await copyEntry(from, to, await lstat(from), state);
  return { bytes: state.bytes, files: state.files, left: state.left };
}

type State = { readonly mostBytes: number; bytes: number; files: number; left: number; readonly linked: Map<string, string> };

/** Bytes a file takes on its disk. Source: stat(2), st_blocks counts 512 bytes; on file systems that say 0, its length. */
const room = ({ blocks, size }: Stats): number => (blocks > 0 ? Math.min(blocks * 512, size) : size > 4096 ? 0 : size);

async function measure(from: string, mostBytes: number): Promise<void> {
  let bytes = 0;
  const counted = new Set<string>();
  const pending = [from];
  for (let path = pending.pop(); path !== undefined; path = pending.pop()) {
    const stats = await present(lstat(path));
    if (stats?.isDirectory() === true) for (const name of (await present(readdir(path))) ?? []) pending.push(join(path, name));
    if (stats?.isFile() !== true || counted.has(inode(stats))) continue;
    if (stats.nlink > 1) counted.add(inode(stats));
    bytes += room(stats);
    if (bytes > mostBytes) throw new TreeTooLarge(bytes);
  }
}

async function copyEntry(from: string, to: string, stats: Stats, state: State): Promise<void> {
  if (stats.isDirectory()) {
    await mkdir(to, { recursive: true });
    for (const name of (await present(readdir(from))) ?? []) {
      const below = await present(lstat(join(from, name)));
      if (below !== undefined) await copyEntry(join(from, name), join(to, name), below, state);
    }
    await own(to, stats);
    await chmod(to, stats.mode);
    // Last, since what is made below changes it.
    await utimes(to, stats.atime, stats.mtime);
  } else if (stats.isSymbolicLink()) {
    const text = await present(readlink(from));
    if (text === undefined) return;
    await symlink(text, to);
    await own(to, stats);
    await lutimes(to, stats.atime, stats.mtime);
  } else if (stats.isFile()) await present(copyRegular(from, to, stats, state));
  else state.left++;
}

async function copyRegular(from: string, to: string, stats: Stats, state: State): Promise<void> {
  const first = stats.nlink > 1 ? state.linked.get(inode(stats)) : undefined;
  if (first !== undefined) return link(first, to);
  // What a program writes meanwhile must not take more room than was counted.
  if (stats.blocks * 512 < stats.size) await copySparse(from, to, state);
  else {
    await copyFile(from, to, constants.COPYFILE_FICLONE | constants.COPYFILE_EXCL);
    spend(state, (await lstat(to)).size);
  }
  state.files++;
  if (stats.nlink > 1) state.linked.set(inode(stats), to);
  await own(to, stats);
  await chmod(to, stats.mode);
  await utimes(to, stats.atime, stats.mtime);
}

const pieceBytes = 256 * 1024;

/** Blocks of zeros are skipped, so that they become holes: which of them were holes Node can't say, and no reader can tell. */
async function copySparse(from: string, to: string, state: State): Promise<void> {
  await using source = await open(from, "r");
  await using target = await open(to, "wx");
  const piece = Buffer.allocUnsafe(pieceBytes);
  const zeros = Buffer.alloc(pieceBytes);
  let at = 0;
  for (;;) {
    const { bytesRead } = await source.read(piece, 0, pieceBytes, at);
    if (bytesRead === 0) break;
    if (piece.compare(zeros, 0, bytesRead, 0, bytesRead) !== 0) {
      await writeAll(target, piece.subarray(0, bytesRead), at);
      spend(state, bytesRead);
    }
    at += bytesRead;
  }
  await target.truncate(at);
}

async function writeAll(target: FileHandle, bytes: Buffer, at: number): Promise<void> {
  for (let done = 0; done < bytes.length;) done += (await target.write(bytes, done, bytes.length - done, at + done)).bytesWritten;
}

function spend(state: State, bytes: number): void {
  state.bytes += bytes;
  // Twice the room: blocks that are partly holes are written whole.
  if (state.bytes > 2 * state.mostBytes) throw new TreeTooLarge(state.bytes);
}

const inode = ({ dev, ino }: Stats): string => `${String(dev)}:${String(ino)}`;

/** Only root may give a file away; a copy that is this user's is all that another can make. */
const own = async (path: string, { uid, gid }: Stats): Promise<void> => {
  if (process.getuid?.() === 0) await lchown(path, uid, gid);
};

/** The result; undefined when the file is gone by now. */
async function present<T>(operation: Promise<T>): Promise<T | undefined> {
  try {
    return await operation;
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return undefined;
    throw error;
  }
}
