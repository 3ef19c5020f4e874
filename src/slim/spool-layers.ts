import { createReadStream, createWriteStream } from "node:fs";
import { access, mkdir, open, readFile, rename, rm, stat, writeFile } from "node:fs/promises";
import { join, posix } from "node:path";
import type { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { createGunzip } from "node:zlib";
import { extract } from "tar-stream";
import { StackSlimError } from "../model/errors.js";
import type { Engine } from "../model/ports.js";
import type { ImageLayer } from "../model/slim-image.js";

/** An image whose layers lie in files: lowest layer first, each an uncompressed tar. */
export type SpooledImage = { readonly configText: string; readonly layers: readonly string[] };
export type Spool = { readonly images: ReadonlyMap<string, SpooledImage> };

/** What of the image's config spooling and assembly read; the rest passes through. Source: OCI image spec, config.md. */
type RawConfig = { readonly rootfs?: { readonly diff_ids?: readonly string[] } };
type Manifest = readonly { readonly Config: string; readonly Layers: readonly string[] }[];

/**
 * Saves images (by id, `sha256:…`) from the engine into `dir`, all in one archive, so that a layer they share is read once; each layer becomes
 * DIFFID.tar, each config IMAGEID.json. Images already in `dir` aren't asked for again. Understands the legacy layout (engine ≤ 24) and the OCI
 * layout with manifest.json (engine ≥ 25), gzip-compressed layers included. Keys of the result are image ids.
 * @throws StackSlimError `image.archive` when the archive isn't one of these, `image.zstd` for zstd-compressed layers.
 */
export async function spoolLayers(
  engine: Pick<Engine, "saveImages">,
  ids: readonly string[],
  dir: string,
  signal: AbortSignal,
): Promise<Spool> {
  await mkdir(dir, { recursive: true });
  const images = new Map<string, SpooledImage>();
  const missing: string[] = [];
  for (const id of new Set(ids)) {
    const spooled = await spooledBefore(dir, id);
    if (spooled === undefined) missing.push(id);
    else images.set(id, spooled);
  }
  if (missing.length > 0) {
    for (const [id, image] of await spoolArchive(await engine.saveImages(missing), dir, signal)) images.set(id, image);
  }
  const absent = ids.filter((id) => !images.has(id));
  if (absent.length > 0) throw badArchive(`The engine's archive lacks ${absent.join(", ")}.`);
  return { images };
}

/** The layers of a spooled image and their bytes, lowest first. */
export function layerSizes({ layers }: SpooledImage): Promise<readonly ImageLayer[]> {
  return Promise.all(layers.map(async (file) => ({ diffId: `sha256:${posix.basename(file, ".tar")}`, bytes: (await stat(file)).size })));
}

/** Spools a docker-archive; see spoolLayers. */
export async function spoolArchive(archive: Readable, dir: string, signal: AbortSignal): Promise<ReadonlyMap<string, SpooledImage>> {
  const files = new Map<string, string>();
  const links = new Map<string, string>();
  let parts = 0;
  const unpacker = extract();
  const feeding = pipeline(archive, unpacker, { signal });
  feeding.catch(() => undefined);
  await asArchive(signal, async () => {
    for await (const entry of unpacker) {
      const { name, type, linkname } = entry.header;
      if (type === "symlink" && linkname) links.set(name, posix.join(posix.dirname(name), linkname));
      if (type === "file") {
        // Never by its own name: that may lead anywhere.
        const file = join(dir, `part-${String(parts++)}`);
        await pipeline(entry, createWriteStream(file), { signal });
        files.set(name, file);
      } else entry.resume();
    }
    await feeding;
  });
  const find = (name: string): string => files.get(links.get(name) ?? name) ?? missingPart(name);
  const images = new Map<string, SpooledImage>();
  for (const { Config, Layers } of await readManifest(find("manifest.json"))) {
    const configText = await readText(find(Config), Config);
    const id = `sha256:${posix.basename(Config, ".json")}`;
    const diffIds = diffIdsOf(configText);
    if (diffIds.length !== Layers.length) throw badArchive(`${id} names ${diffIds.length} layers, the archive holds ${Layers.length}.`);
    const layers: string[] = [];
    for (const [i, diffId] of diffIds.entries()) {
      const layer = join(dir, `${diffId.slice(7)}.tar`);
      const name = links.get(Layers[i] ?? "") ?? Layers[i] ?? "";
      const part = files.get(name) ?? missingPart(name);
      if (part !== layer) await unpack(part, layer, name, signal);
      files.set(name, layer);
      layers.push(layer);
    }
    await writeFile(join(dir, `${id.slice(7)}.json`), configText);
    images.set(id, { configText, layers });
  }
  for (const file of files.values()) if (posix.basename(file).startsWith("part-")) await rm(file, { force: true });
  return images;
}

async function spooledBefore(dir: string, id: string): Promise<SpooledImage | undefined> {
  if (!/^sha256:[0-9a-f]{64}$/.test(id)) return undefined;
  try {
    const configText = await readFile(join(dir, `${id.slice(7)}.json`), "utf8");
    const layers = diffIdsOf(configText).map((diffId) => join(dir, `${diffId.slice(7)}.tar`));
    for (const layer of layers) await access(layer);
    return { configText, layers };
  } catch {
    return undefined;
  }
}

function diffIdsOf(configText: string): readonly string[] {
  const ids: unknown = (parsed(configText, "An image's config") as RawConfig | null)?.rootfs?.diff_ids ?? [];
  if (!Array.isArray(ids) || !ids.every((id): id is string => typeof id === "string" && /^sha256:[0-9a-f]{64}$/.test(id)))
    throw badArchive("An image's config names a layer that is no sha256 digest.");
  return ids;
}

async function readManifest(file: string): Promise<Manifest> {
  const manifest = parsed(await readText(file, "manifest.json"), "manifest.json");
  if (!Array.isArray(manifest)) throw badArchive("manifest.json is no list.");
  if (!manifest.every(isImage)) throw badArchive("manifest.json has an image without a config or a list of layers.");
  return manifest;
}

const isImage = (value: unknown): value is Manifest[number] => {
  const { Config, Layers } = (value ?? {}) as { Config?: unknown; Layers?: unknown };
  return typeof Config === "string" && Array.isArray(Layers) && Layers.every((layer) => typeof layer === "string");
};

/** Bytes. Configs and manifests are a few kilobytes. */
const longestText = 64 * 1024 * 1024;

async function readText(file: string, name: string): Promise<string> {
  if ((await stat(file)).size > longestText) throw badArchive(`${name} is larger than 64 MiB.`);
  return readFile(file, "utf8");
}

const parsed = (text: string, what: string): unknown => {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    throw badArchive(`${what} isn't JSON.`);
  }
};

/** What isn't a fault of the disk or an interrupt is one of the archive. */
async function asArchive<T>(signal: AbortSignal, read: () => Promise<T>): Promise<T> {
  try {
    return await read();
  } catch (cause) {
    const isSystem = cause instanceof Error && "syscall" in cause;
    if (signal.aborted || isSystem || cause instanceof StackSlimError || !(cause instanceof Error)) throw cause;
    throw badArchive(`It is damaged: ${cause.message}.`, cause);
  }
}

/** Puts a layer in its place, inflated when it is gzip. */
async function unpack(part: string, layer: string, name: string, signal: AbortSignal): Promise<void> {
  const magic = await firstBytes(part);
  if (magic === "28b52ffd") throw zstd(name);
  if (!magic.startsWith("1f8b")) return rename(part, layer);
  const inflated = `${part}.inflated`;
  await asArchive(signal, () => pipeline(createReadStream(part), createGunzip(), createWriteStream(inflated), { signal }));
  await rm(part);
  await rename(inflated, layer);
}

async function firstBytes(file: string): Promise<string> {
  const handle = await open(file);
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(4), 0, 4, 0);
    return buffer.toString("hex", 0, bytesRead);
  } finally {
    await handle.close();
  }
}

function missingPart(name: string): never {
  throw badArchive(`It lacks ${name}.`);
}

function badArchive(what: string, cause?: unknown): StackSlimError {
  return new StackSlimError(`The engine's image archive can't be used. ${what}`, {
    code: "image.archive",
    exitCode: 3,
    hint: "Once the engine is well, run the same command again. stack-slim reads the archives of Docker 20.10 and later; `docker save IMAGE | tar t` shows one.",
    ...(cause === undefined ? {} : { cause }),
  });
}

function zstd(name: string): StackSlimError {
  return new StackSlimError(`Layer ${name} is compressed with zstd, which stack-slim can't read.`, {
    code: "image.zstd",
    exitCode: 3,
    hint: "Build the image with gzip or uncompressed layers (`--output type=docker,compression=gzip`).",
  });
}
