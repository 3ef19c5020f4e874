import type { ComposeModel, ComposeService } from "./compose-model.js";

/** What the user named on the command line: enough for compose to resolve the same project again. Paths are absolute. */
export type StackSource = {
  readonly files: readonly string[];
  readonly projectDirectory: string;
  readonly projectName?: string;
  readonly profiles: readonly string[];
  readonly envFiles: readonly string[];
};

/** The compose project, resolved by compose. */
export type Stack = { readonly source: StackSource; readonly model: ComposeModel; readonly services: readonly Service[] };

/** One service, with the image name it runs under (for a build-only service the name compose derives: PROJECT-SERVICE). */
export type Service = { readonly name: string; readonly image: string; readonly builds: boolean; readonly spec: ComposeService };

export type Variant = "original" | "slim";

/** One variant for every service of the stack. */
export type Combination = Readonly<Record<string, Variant>>;

/** Where an edge of the dependency graph was learnt. */
export type EdgeOrigin =
  | "depends_on"
  | "links"
  | "network_mode"
  | "volumes_from"
  | "pid"
  | "ipc"
  | "environment"
  | "command"
  | "entrypoint"
  | "config"
  | "observed";

/** `from` needs `to`; `detail` is what a reader checks it by: the variable, the argument, the file and line. */
export type Edge = {
  readonly from: string;
  readonly to: string;
  readonly origin: EdgeOrigin;
  readonly detail: string;
  readonly port?: number;
};

/** Order of start: dependencies first. */
export type ServiceOrder = {
  /** Services by depth: those of level 0 need nothing, those of level N something of level N-1. Members of a cycle share a level. */
  readonly levels: readonly (readonly string[])[];
  /** Groups of two or more services that need each other. */
  readonly cycles: readonly (readonly string[])[];
};
