import { createHash } from "node:crypto";
import { printable } from "../../model/printable.js";
import type { Component, Inventory } from "./inventory.js";

export type SbomImage = {
  /** The image's name, with its tag. */
  readonly ref: string;
  /** Its id, `sha256:…`. */
  readonly id: string;
};

/** UUIDs that are derived from an image's id are made within this one, which is this project's own. */
const namespace = Buffer.from("5a6f0d2e8c2b4f63b1f7d9c0a4e1735b", "hex");

/** A CycloneDX 1.5 document, JSON. The same image gives the same text: it has no time of its making. */
export function cycloneDx({ components, files, bytes }: Inventory, { ref, id }: SbomImage): string {
  const digest = id.replace(/^sha256:/, "");
  const document = {
    $schema: "http://cyclonedx.org/schema/bom-1.5.schema.json",
    bomFormat: "CycloneDX",
    specVersion: "1.5",
    serialNumber: `urn:uuid:${uuid5(namespace, id)}`,
    version: 1,
    metadata: {
      tools: { components: [{ type: "application", name: "stack-slim" }] },
      component: {
        type: "container",
        "bom-ref": id,
        name: ref,
        version: id,
        hashes: [{ alg: "SHA-256", content: digest }],
        properties: figures(files, bytes),
      },
    },
    components: components.map(componentOf),
  };
  return `${JSON.stringify(document, null, 1)}\n`;
}

function componentOf({ type, group, name, version, purl, files, bytes, places }: Component): Readonly<Record<string, unknown>> {
  return {
    type,
    "bom-ref": purl ?? `file:${text(places[0] ?? name)}`,
    ...(group === undefined ? {} : { group: text(group) }),
    name: text(name),
    ...(version === undefined || version === "" ? {} : { version: text(version) }),
    ...(purl === undefined ? {} : { purl }),
    ...(places.length === 0 ? {} : { evidence: { occurrences: places.map((place) => ({ location: text(place) })) } }),
    properties: figures(files, bytes),
  };
}

const figures = (files: number, bytes: number): readonly { readonly name: string; readonly value: string }[] => [
  { name: "stack-slim:files", value: String(files) },
  { name: "stack-slim:bytes", value: String(bytes) },
];

const text = (value: string): string => printable(value);

/** Source: RFC 9562, 5.5. */
export function uuid5(within: Buffer, name: string): string {
  const bytes = createHash("sha1").update(within).update(name).digest().subarray(0, 16);
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x50;
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
  return bytes.toString("hex").replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}
