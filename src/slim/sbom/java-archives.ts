import { posix } from "node:path";
import type { ByteReader } from "../elf-head.js";
import type { ImageView } from "./image-view.js";
import type { Finding } from "./inventory.js";
import { purl } from "./purl.js";
import { type ZipEntry, zipContent, zipDataAt, zipEntries } from "./zip.js";

const archive = /\.(jar|war|ear)$/;
const deepest = 2;
const longestProperties = 64 * 1024;

/** JARs, and JARs stored in them as they are (Spring Boot): what Maven's pom.properties says; else the file by its name. */
export function* javaArchives(view: ImageView): Generator<Finding> {
  for (const entry of view.index.entries()) {
    if (entry.type !== "file" || !archive.test(entry.path)) continue;
    const read = (offset: number, length: number): Buffer => view.index.read(entry.path, { offset, length }) ?? Buffer.alloc(0);
    for (const { place, ...found } of archivesIn(read, entry.size, entry.path, 0))
      yield { ...found, place, anchor: entry.path, entries: place === entry.path ? [entry] : [] };
  }
}

type Archive = Omit<Finding, "entries" | "anchor" | "place"> & { readonly place: string };

function* archivesIn(read: ByteReader, size: number, place: string, depth: number): Generator<Archive> {
  const entries = zipEntries(read, size) ?? [];
  const projects = entries
    .filter(({ name }) => /^META-INF\/maven\/[^/]+\/[^/]+\/pom\.properties$/.test(name))
    .flatMap((entry) => mavenProject(zipContent(read, entry, longestProperties)?.toString("latin1") ?? ""));
  const base = posix.basename(place).replace(archive, "");
  const own =
    projects.find(({ name }) => base === name || base.startsWith(`${name}-`)) ?? (projects.length === 1 ? projects[0] : undefined);
  yield own === undefined ? { ...byFileName(base), place } : { ...own, place };
  // Others were packed into it (shaded): they are there, but as no file of their own.
  for (const project of projects) if (project !== own) yield { ...project, place: `${place}!/` };
  if (depth >= deepest) return;
  for (const entry of entries) {
    if (archive.test(entry.name)) yield* nested(read, entry, `${place}!/${entry.name}`, depth + 1);
  }
}

function* nested(read: ByteReader, entry: ZipEntry, place: string, depth: number): Generator<Archive> {
  const start = entry.stored ? zipDataAt(read, entry) : undefined;
  if (start === undefined) yield { ...byFileName(posix.basename(place).replace(archive, "")), place };
  else yield* archivesIn((offset, length) => read(start + offset, Math.min(length, entry.bytes - offset)), entry.bytes, place, depth);
}

type Identity = Pick<Finding, "type" | "group" | "name" | "version" | "purl">;

function mavenProject(properties: string): readonly Identity[] {
  const value = (key: string): string => new RegExp(`^${key}[ \\t]*[=:][ \\t]*(.*)$`, "m").exec(properties)?.[1]?.trim() ?? "";
  const [group, name, version] = [value("groupId"), value("artifactId"), value("version")];
  if (group === "" || name === "") return [];
  return [{ type: "library", group, name, version, purl: purl("maven", { namespace: group, name, version }) }];
}

/** Maven's way to name files: NAME-VERSION. The group it belongs to isn't in it, so there is no purl. */
function byFileName(base: string): Identity {
  const [, name = base, version] = /^(.+?)-(\d[\w.+-]*)$/.exec(base) ?? [];
  return { type: "file", name, ...(version === undefined ? {} : { version }) };
}
