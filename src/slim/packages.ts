import { posix } from "node:path";
import type { ImageIndex } from "./image-index.js";
import { decodePath } from "../model/path-bytes.js";

/** An installed distribution package and the image's files it owns (links in directory names resolved). */
export type Package = {
  readonly name: string;
  /** Essential or of priority required or important: the base system, not something an application chose. */
  readonly base: boolean;
  readonly files: readonly string[];
  /** Installed by name when the image was made from its base, not for another package: what apt did not mark as automatic; apk's world. */
  readonly chosen: boolean;
  /** dpkg's section (`python`, `libs`, …); "" where the package manager has none. */
  readonly section: string;
  /** The source package it was built from, which names what belongs together: server, client and tools. */
  readonly source: string;
  /** Names of packages it depends on or recommends, all alternatives. */
  readonly wants: readonly string[];
};

export type Packages = {
  /** none: no package manager's database was found; rpm's is found but can't be read. */
  readonly kind: "dpkg" | "apk" | "rpm" | "none";
  readonly all: readonly Package[];
  readonly ownerOf: (path: string) => Package | undefined;
};

type Listed = Omit<Package, "files"> & { readonly paths: readonly string[] };

const known = new WeakMap<ImageIndex, Packages>();

/** The image's package database, read once an index. Sources: dpkg(1) files below /var/lib/dpkg; apk-tools' installed database format. */
export function readPackages(index: ImageIndex): Packages {
  const packages = known.get(index) ?? readDatabase(index);
  known.set(index, packages);
  return packages;
}

function readDatabase(index: ImageIndex): Packages {
  const apkText = textOf(index, "/lib/apk/db/installed") ?? textOf(index, "/usr/lib/apk/db/installed");
  const listed = apkText !== undefined ? readApk(apkText, textOf(index, "/etc/apk/world") ?? "") : readDpkg(index);
  const realDirectories = new Map<string, string>();
  const real = (path: string): string => {
    const directory = posix.dirname(path);
    const known = realDirectories.get(directory) ?? index.resolve(directory).final?.path ?? directory;
    realDirectories.set(directory, known);
    return posix.join(known, posix.basename(path));
  };
  const owners = new Map<string, Package>();
  const all = listed.map(({ paths, ...facts }) => {
    const files = paths.map(real).filter((path) => (index.get(path)?.type ?? "directory") !== "directory");
    const found: Package = { ...facts, files: [...new Set(files)] };
    for (const file of files) if (!owners.has(file)) owners.set(file, found);
    return found;
  });
  const rpm = ["/var/lib/rpm", "/usr/lib/sysimage/rpm"].some((path) => index.children(path).length > 0);
  const kind = apkText !== undefined ? "apk" : all.length > 0 ? "dpkg" : rpm ? "rpm" : "none";
  return { kind, all, ownerOf: (path) => owners.get(path) };
}

function readDpkg(index: ImageIndex): readonly Listed[] {
  const info = "/var/lib/dpkg/info";
  const status = new Map(paragraphs(textOf(index, "/var/lib/dpkg/status") ?? "").map((fields) => [fields.get("Package") ?? "", fields]));
  const extended = textOf(index, "/var/lib/apt/extended_states");
  const automatic = new Set([...(extended ?? "").matchAll(/^Package: (\S+)\n(?:.+\n)*?Auto-Installed: 1$/gm)].map(([, name = ""]) => name));
  const layerOf = (file: string): string | undefined => index.get(posix.join(info, file))?.source?.layer;
  const lists = index.children(info).filter((file) => file.endsWith(".list"));
  const nameOf = (file: string): string => file.slice(0, -".list".length).replace(/:.*/, "");
  const baseLayer = mostFrequent(lists.filter((file) => isBase(status.get(nameOf(file)))).map(layerOf));
  const diverted = diversions(textOf(index, "/var/lib/dpkg/diversions") ?? "");
  const listed: Listed[] = [];
  for (const file of lists) {
    const name = nameOf(file);
    const paths = (textOf(index, posix.join(info, file)) ?? "").split("\n").filter((path) => path.startsWith("/") && path !== "/.");
    const moved = paths.flatMap((path) => diverted.get(path) ?? []);
    const fields = status.get(name);
    listed.push({
      name,
      base: isBase(fields),
      // Without apt's record nothing tells what was asked for.
      chosen: extended !== undefined && !automatic.has(name) && layerOf(file) !== baseLayer,
      section: fields?.get("Section") ?? "",
      source: (fields?.get("Source") ?? name).replace(/ .*/, ""),
      wants: ["Pre-Depends", "Depends", "Recommends"].flatMap((field) => names(fields?.get(field) ?? "")),
      paths: [...paths, ...moved],
    });
  }
  for (const file of index.children("/var/lib/dpkg/status.d")) {
    // Distroless images: one status file a package, its files named by checksum list only.
    if (!file.endsWith(".md5sums")) continue;
    const sums = textOf(index, posix.join("/var/lib/dpkg/status.d", file)) ?? "";
    const paths = sums.split("\n").flatMap((line) => (/^[0-9a-f]{32} [ *](.+)$/.exec(line)?.[1] ?? "").replace(/^\.?\/?/, "/"));
    const name = file.slice(0, -".md5sums".length);
    listed.push({ name, base: false, chosen: false, section: "", source: name, wants: [], paths: paths.filter((path) => path !== "/") });
  }
  return listed;
}

/** Of a dependency field: the names, without versions and architectures. */
const names = (field: string): readonly string[] => field.split(/[,|]/).flatMap((part) => /^\s*([\w.+-]+)/.exec(part)?.[1] ?? []);

function mostFrequent(values: readonly (string | undefined)[]): string | undefined {
  const counts = new Map<string | undefined, number>();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  return [...counts].sort(([, a], [, b]) => b - a)[0]?.[0];
}

const isBase = (fields: ReadonlyMap<string, string> | undefined): boolean =>
  fields?.get("Essential") === "yes" || ["required", "important"].includes(fields?.get("Priority") ?? "");

/** Only the fields this file asks for. */
function paragraphs(text: string): readonly ReadonlyMap<string, string>[] {
  return text
    .split(/\n\n+/)
    .map(
      (paragraph) =>
        new Map(
          [...paragraph.matchAll(/^(Package|Essential|Priority|Section|Source|Pre-Depends|Depends|Recommends): (.*)$/gm)].map(
            ([, key = "", value = ""]) => [key, value],
          ),
        ),
    );
}

/** Path as packages list it → where dpkg really put it: triples of lines. */
function diversions(text: string): ReadonlyMap<string, string> {
  const lines = text.split("\n");
  const map = new Map<string, string>();
  for (let i = 0; i + 2 < lines.length; i += 3) map.set(lines[i] ?? "", lines[i + 1] ?? "");
  return map;
}

function readApk(text: string, world: string): readonly Listed[] {
  const asked = new Set(world.split(/\s+/).map((entry) => entry.replace(/[<>=~@].*/, "")));
  return text.split(/\n\n+/).flatMap((record) => {
    const name = /^P:(.*)$/m.exec(record)?.[1];
    let folder = "";
    const paths: string[] = [];
    for (const line of record.split("\n")) {
      if (line.startsWith("F:")) folder = line.slice(2);
      if (line.startsWith("R:")) paths.push(posix.join("/", folder, line.slice(2)));
    }
    if (name === undefined) return [];
    const base = /^(alpine-baselayout|alpine-base|busybox|apk-tools|alpine-keys|musl-utils|scanelf)/.test(name);
    const wants = (/^D:(.*)$/m.exec(record)?.[1] ?? "").split(" ").flatMap((want) => /^([\w.+-]+)(?![\w:])/.exec(want)?.[1] ?? []);
    return [{ name, base, chosen: asked.has(name), section: "", source: /^o:(.*)$/m.exec(record)?.[1] ?? name, wants, paths }];
  });
}

function textOf(index: ImageIndex, path: string): string | undefined {
  const final = index.resolve(path).final;
  const bytes = final?.type === "file" ? index.read(final.path) : undefined;
  return bytes === undefined ? undefined : decodePath(bytes);
}
