import type { FactKind } from "./trace.js";

/** What became of a file: the kinds of facts that are about files. */
export type FileUse = Exclude<FactKind, "connect" | "sendto" | "bind" | "call" | "hello" | "bye">;

/** A path that was there when it was asked for. Paths: see path-bytes.ts. */
export type TracedFile = {
  /** As asked. */
  readonly path: string;
  /** Without links, where that is another path; for a link its text. */
  readonly final?: string;
  readonly kind: "file" | "directory" | "link" | "other" | "unresolved" | "kernel";
  readonly uses: readonly FileUse[];
  /** ms since the observer started. */
  readonly firstMs: number;
};

/** What the sensor saw of one service, for people and other programs: services/NAME/trace.json. Shape on disk: schema/trace.schema.json. */
export type TraceDocument = {
  readonly version: 1;
  readonly service: string;
  /** SHA-256 of the record (trace.tsv) that it was made of. */
  readonly record: string;
  /** Starts of watched programs: the service's own, its healthchecks, commands run in it. */
  readonly starts: { readonly main: number; readonly health: number; readonly exec: number };
  /** By path. */
  readonly files: readonly TracedFile[];
  /** Programs in the order of their first start; `interpreter`: the kernel started it for another (`#!`, an ELF loader). */
  readonly programs: readonly { readonly path: string; readonly final?: string; readonly interpreter: boolean; readonly firstMs: number }[];
  /** Lookups that found nothing, by path. */
  readonly missed: readonly { readonly path: string; readonly uses: readonly FileUse[] }[];
  /** Ports that it bound, lowest first, ephemeral ones left out. */
  readonly ports: readonly number[];
  /** Services of the stack that it connected to. */
  readonly peers: readonly { readonly service: string; readonly port?: number }[];
  /** All addresses that it connected or sent to, as the record has them (`inet:IP:PORT`, `unix:/path`); container addresses change with every boot. */
  readonly addresses: readonly string[];
  /** How many entries each list lacks, since it would have been longer than `most`. */
  readonly leftOut: { readonly files: number; readonly programs: number; readonly missed: number; readonly addresses: number };
};
