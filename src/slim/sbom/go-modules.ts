import type { ByteReader } from "../elf-head.js";
import type { ImageView } from "./image-view.js";
import type { Finding } from "./inventory.js";
import { purl } from "./purl.js";
import { sectionNamed } from "./elf-section.js";

const smallestGoProgram = 256 * 1024;
const longestInfo = 4 * 1024 * 1024;
const magic = Buffer.from("\xff Go buildinf:", "latin1");

/** The modules that Go programs (of Go 1.18 and later) were built of; the program's own file counts for its main module. */
export function* goModules(view: ImageView): Generator<Finding> {
  for (const entry of view.index.entries()) {
    const mode = entry.data?.entry.mode ?? 0;
    if (entry.type !== "file" || entry.size < smallestGoProgram || (mode & 0o111) === 0) continue;
    const read = (offset: number, length: number): Buffer => view.index.read(entry.path, { offset, length }) ?? Buffer.alloc(0);
    const info = goBuildInfo(read);
    if (info === undefined) continue;
    const at = { place: entry.path, anchor: entry.path } as const;
    yield { ...module("stdlib", info.version.replace(/^go/, "").split(" ")[0] ?? ""), ...at, entries: [] };
    for (const { path, version, main } of info.modules) yield { ...module(path, version), ...at, entries: main ? [entry] : [] };
  }
}

function module(path: string, stated: string): Pick<Finding, "type" | "name" | "version" | "purl"> {
  const version = stated === "(devel)" ? "" : stated;
  const [, namespace = "", name = path] = /^(.*)\/([^/]+)$/.exec(path) ?? [];
  const url = purl("golang", { namespace: namespace.toLowerCase(), name: name.toLowerCase(), version });
  return { type: "library", name: path, ...(version === "" ? {} : { version }), purl: url };
}

export type GoModule = { readonly path: string; readonly version: string; readonly main: boolean };
export type GoBuildInfo = { readonly version: string; readonly modules: readonly GoModule[] };

/** What `go version -m` shows. Source: Go's debug/buildinfo: the section's header, then two strings, each after its length. */
export function goBuildInfo(read: ByteReader): GoBuildInfo | undefined {
  const section = sectionNamed(read, ".go.buildinfo");
  if (section === undefined) return undefined;
  const bytes = read(section.offset, Math.min(section.bytes, longestInfo));
  // Flag 2: the strings lie here; older programs have pointers to them.
  if (bytes.length < 34 || !bytes.subarray(0, magic.length).equals(magic) || ((bytes[15] ?? 0) & 2) === 0) return undefined;
  const version = counted(bytes, 32);
  const modules = version === undefined ? undefined : counted(bytes, version.end);
  if (version === undefined || modules === undefined) return undefined;
  // 16 bytes before and after mark the text for those who search a file for it.
  return { version: version.text, modules: modulesIn(modules.text.slice(16, -16)) };
}

function counted(bytes: Buffer, from: number): { readonly text: string; readonly end: number } | undefined {
  let length = 0;
  let at = from;
  for (let shift = 0; shift < 28; shift += 7) {
    const byte = bytes[at++];
    if (byte === undefined) return undefined;
    length |= (byte & 0x7f) << shift;
    if (byte < 0x80) return at + length > bytes.length ? undefined : { text: bytes.toString("latin1", at, at + length), end: at + length };
  }
  return undefined;
}

function modulesIn(text: string): readonly GoModule[] {
  const modules: GoModule[] = [];
  let program = "";
  for (const line of text.split("\n")) {
    const [kind, path = "", version = ""] = line.split("\t");
    if (kind === "path" && path !== "command-line-arguments") program = path;
    if (kind === "mod" || kind === "dep") modules.push({ path, version, main: kind === "mod" });
    // The module above was replaced by this one.
    const replaced = kind === "=>" ? modules.pop() : undefined;
    if (replaced !== undefined) modules.push({ path, version, main: replaced.main });
  }
  // Built without a module, as before there were any: the program's own import path is all there is.
  if (!modules.some(({ main }) => main)) modules.push({ path: program, version: "", main: true });
  return modules.filter(({ path }) => path !== "");
}
