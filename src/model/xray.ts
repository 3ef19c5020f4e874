import type { Amount } from "./directory-sums.js";

/** What is inside an image. Shape as JSON: schema/xray.schema.json. Lists: largest first, layers: lowest first. */
export type Xray = {
  readonly version: 1;
  readonly image: { readonly ref: string; readonly id: string; readonly architecture: string; readonly os: string };
  /** Of the merged tree. */
  readonly total: Amount;
  readonly config: XrayConfig;
  readonly layers: readonly XrayLayer[];
  /** The root and what lies at most `directoryDepth` levels below it. */
  readonly directories: readonly (Amount & { readonly path: string })[];
  readonly largestFiles: readonly XrayFile[];
  /** `kind`: whose database was found; rpm's can't be read. `none` counts files that no package owns. */
  readonly packages: {
    readonly kind: "dpkg" | "apk" | "rpm" | "none";
    readonly all: readonly (Amount & { readonly name: string })[];
    readonly none: Amount;
  };
  readonly languagePackages: readonly LanguagePackage[];
  readonly waste: Waste;
  readonly privileged: {
    readonly setuid: readonly SetuidProgram[];
    /** `capabilities`: as setcap(8) writes them. */
    readonly capabilities: readonly { readonly path: string; readonly capabilities: string }[];
  };
};

export type XrayConfig = {
  readonly entrypoint: readonly string[];
  readonly command: readonly string[];
  /** "": root. */
  readonly user: string;
  readonly workingDirectory: string;
  readonly volumes: readonly string[];
  readonly ports: readonly string[];
  /** Docker's form; null: none. */
  readonly healthcheck: readonly string[] | null;
  readonly stopSignal: string | null;
};

export type XrayLayer = {
  /** From 1, the lowest. */
  readonly number: number;
  readonly diffId: string;
  /** What made it, as the image's history has it; null: the history doesn't say. */
  readonly command: string | null;
  /** What it brings: hard links once. */
  readonly brings: Amount;
  /** Of this, what no later layer hides. */
  readonly stays: Amount;
  /** Of what lower layers brought, what this one replaces and what it removes. */
  readonly replaces: Amount;
  readonly removes: Amount;
};

/** `layer`: number of the one that brought it. */
export type XrayFile = { readonly path: string; readonly bytes: number; readonly package: string | null; readonly layer: number };

export type LanguagePackage = Amount & {
  readonly kind: "npm" | "python" | "gem" | "jar";
  readonly name: string;
  readonly version: string | null;
  readonly path: string;
};

export type HiddenFile = {
  readonly path: string;
  readonly bytes: number;
  readonly layer: number;
  /** null: by its own layer, or through a link, which isn't followed back. */
  readonly hiddenBy: number | null;
  readonly how: "replaced" | "removed";
};

export type Waste = {
  /** Bytes of layers that no container sees. */
  readonly hidden: Amount;
  readonly largestHidden: readonly HiddenFile[];
  /** Copies of the same content beyond the first, of files of at least `duplicatesFrom` bytes. */
  readonly duplicates: Amount;
  readonly largestDuplicates: readonly { readonly bytes: number; readonly paths: readonly string[] }[];
  readonly leftovers: readonly (Amount & { readonly kind: string })[];
};

/** `mode` in octal digits. */
export type SetuidProgram = { readonly path: string; readonly mode: string; readonly uid: number; readonly gid: number };
