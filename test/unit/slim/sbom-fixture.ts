import { readFileSync } from "node:fs";
import { Ajv } from "ajv";
import { deflateRawSync } from "node:zlib";
import type { Reason } from "../../../src/model/slim-image.js";
import type { ImageIndex } from "../../../src/slim/image-index.js";
import { pruneMetadata, without } from "../../../src/slim/metadata/prune-metadata.js";
import type { Component } from "../../../src/slim/sbom/inventory.js";
import { type Inventories, takeInventories } from "../../../src/slim/sbom/take-inventory.js";
import { metadataRule } from "./metadata-fixture.js";

/** Prunes an image to these paths and takes stock of it before and after. */
export function inventories(index: ImageIndex, keeps: (path: string) => boolean = () => true): Inventories {
  const paths = [...index.entries()].filter(({ path, type }) => type !== "directory" && keeps(path)).map(({ path }) => path);
  const kept: ReadonlyMap<string, Reason> = new Map(paths.map((path) => [path, metadataRule]));
  const { drop, made } = pruneMetadata({ index, kept, verbatim: [] });
  return takeInventories(index, without(kept, drop), made);
}

/** `purl files bytes`, or a name in the place of a purl. */
export const lines = (components: readonly Component[]): readonly string[] =>
  components.map(({ purl, name, files, bytes }) => `${purl ?? name} ${String(files)} ${String(bytes)}`);

/** The problems that the CycloneDX 1.5 schema finds in a document. */
export function schemaProblems(text: string): readonly string[] {
  const ajv = new Ajv({ strict: false, validateFormats: false, allErrors: true });
  ajv.addSchema({ $id: "http://cyclonedx.org/schema/spdx.SNAPSHOT.schema.json" });
  ajv.addSchema({ $id: "http://cyclonedx.org/schema/jsf-0.82.SNAPSHOT.schema.json", definitions: { signature: {} } });
  const schema = JSON.parse(readFileSync(new URL("../../fixtures/cyclonedx/bom-1.5.schema.json", import.meta.url), "utf8")) as object;
  ajv.validate(schema, JSON.parse(text));
  return (ajv.errors ?? []).map(({ instancePath, message }) => `${instancePath} ${message ?? ""}`);
}

/** A ZIP archive; `stored` entries are not packed. */
export function zipOf(
  entries: readonly { readonly name: string; readonly data: string | Buffer; readonly stored?: boolean }[],
  before = "",
): Buffer {
  const parts: Buffer[] = [Buffer.from(before)];
  const directory: Buffer[] = [];
  let at = 0;
  for (const { name, data, stored = false } of entries) {
    const content = stored ? Buffer.from(data) : deflateRawSync(Buffer.from(data));
    const common = Buffer.alloc(26);
    common.writeUInt16LE(stored ? 0 : 8, 4);
    common.writeUInt32LE(content.length, 14);
    common.writeUInt32LE(Buffer.from(data).length, 18);
    common.writeUInt16LE(Buffer.byteLength(name), 22);
    const local = Buffer.concat([Buffer.from("PK\x03\x04"), common, Buffer.from(name), content]);
    const central = Buffer.alloc(16);
    central.writeUInt32LE(at, 12);
    directory.push(Buffer.from("PK\x01\x02\x14\0"), common, central.subarray(2), Buffer.from(name));
    parts.push(local);
    at += local.length;
  }
  const end = Buffer.alloc(18);
  end.writeUInt32LE(Buffer.concat(directory).length, 8);
  end.writeUInt32LE(at, 12);
  return Buffer.concat([...parts, ...directory, Buffer.from("PK\x05\x06"), end]);
}

/** An ELF file with one section, .go.buildinfo, as Go 1.18 and later write it, padded to the size of a Go program. */
export function goProgram(version: string, modules: string): Buffer {
  const sentinel = Buffer.alloc(16, "\xf9", "latin1");
  const text = Buffer.concat([sentinel, Buffer.from(modules), sentinel]);
  const counted = (bytes: Buffer): Buffer => Buffer.concat([uvarint(bytes.length), bytes]);
  const info = Buffer.concat([
    Buffer.from("\xff Go buildinf:\x08\x02", "latin1"),
    Buffer.alloc(16),
    counted(Buffer.from(version)),
    counted(text),
  ]);
  const names = Buffer.from("\0.go.buildinfo\0.shstrtab\0");
  const head = Buffer.alloc(64);
  head.write("\x7fELF\x02\x01\x01", 0, "latin1");
  const tableAt = 64 + info.length + names.length;
  head.writeBigUInt64LE(BigInt(tableAt), 40);
  head.writeUInt16LE(64, 58);
  head.writeUInt16LE(3, 60);
  head.writeUInt16LE(2, 62);
  const section = (name: number, at: number, bytes: number): Buffer => {
    const entry = Buffer.alloc(64);
    entry.writeUInt32LE(name, 0);
    entry.writeBigUInt64LE(BigInt(at), 24);
    entry.writeBigUInt64LE(BigInt(bytes), 32);
    return entry;
  };
  const table = [section(0, 0, 0), section(1, 64, info.length), section(15, 64 + info.length, names.length)];
  return Buffer.concat([head, info, names, ...table, Buffer.alloc(300_000)]);
}

function uvarint(value: number): Buffer {
  return value < 0x80 ? Buffer.from([value]) : Buffer.concat([Buffer.from([(value & 0x7f) | 0x80]), uvarint(value >> 7)]);
}
