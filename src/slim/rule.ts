import type { Policy } from "../model/config.js";
import type { ImageConfig } from "../model/image.js";
import type { Reason } from "../model/slim-image.js";
import type { Trace } from "../model/trace.js";
import type { ElfFacts } from "./elf.js";
import type { ImageEntry, ImageIndex } from "./image-index.js";
import type { Libraries } from "./libraries.js";
import type { Packages } from "./packages.js";

/** What the service's compose entry and the user's configuration add to the image's own config. Paths are container paths. */
export type ServiceNeeds = {
  readonly entrypoint?: readonly string[];
  readonly command?: readonly string[];
  /** Docker's form: `["CMD", …]`, `["CMD-SHELL", "…"]`. */
  readonly healthcheck?: readonly string[];
  readonly workingDirectory?: string;
  readonly environment: Readonly<Record<string, string>>;
  /** Mount points of volumes: a fresh volume is filled from the image, maybe for another service. */
  readonly volumeMounts: readonly string[];
  /** Globs of the user: kept, and dropped whatever else keeps them. */
  readonly keep: readonly string[];
  readonly drop: readonly string[];
};

export type RuleContext = {
  readonly index: ImageIndex;
  readonly trace: Trace;
  readonly policy: Policy;
  readonly image: ImageConfig;
  readonly service: ServiceNeeds;
  /** Files (links followed) that were opened, listed, run or mapped as an interpreter; a stat alone is no use. */
  readonly used: ReadonlySet<string>;
  /** Environment of the image, overridden by the service's. */
  readonly environment: Readonly<Record<string, string>>;
  readonly packages: Packages;
  readonly libraries: Libraries;
  /** undefined: no ELF file. */
  readonly elf: (path: string) => ElfFacts | undefined;
  /** Shared-object names among the bytes of a file. */
  readonly namesIn: (path: string) => readonly string[];
};

/** A path to keep; links on its way come with it, a directory stands for itself only. `from`: the kept path that asks for it. */
export type Keep = { readonly path: string; readonly why: string; readonly from?: string };

/** `seed` is asked once, `follow` once for every entry that any rule kept. */
export type RuleRun = {
  readonly seed?: () => Iterable<Keep>;
  readonly follow?: (entry: ImageEntry, reason: Reason) => Iterable<Keep>;
};

/** One reason to keep paths. Pure: the same context gives the same paths. */
export type Rule = { readonly name: string; readonly policies: readonly Policy[]; readonly start: (context: RuleContext) => RuleRun };

/** Rules whose files were not seen in use but belong to what was: what these might load in turn would be a guess upon a guess. */
export const broughtAlong: ReadonlySet<string> = new Set([
  "package",
  "chosen",
  "shell",
  "whole-package",
  "plugins",
  "jvm",
  "elf-dlopen",
  "companions",
  "fonts",
  "configuration",
  "ruby",
  "perl",
  "php",
  "erlang",
  "postgresql",
  "mariadb",
  "web-server",
  "web-assets",
]);

export const everyPolicy: readonly Policy[] = ["strict", "balanced", "safe"];
export const completing: readonly Policy[] = ["balanced", "safe"];
