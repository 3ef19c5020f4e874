/**
 * The stack as compose itself resolves it: the shape of `docker compose config --format json`, interpolation done, `$$` unescaped to `$`,
 * paths absolute. Only the fields some stage reads are named; the rest passes through untouched.
 * Source: https://github.com/compose-spec/compose-spec
 */
export type ComposeModel = {
  readonly name: string;
  readonly services: Readonly<Record<string, ComposeService>>;
  readonly networks?: Readonly<Record<string, ComposeNetwork | null>>;
  readonly volumes?: Readonly<Record<string, ComposeVolume | null>>;
  readonly secrets?: Readonly<Record<string, ComposeFileObject>>;
  readonly configs?: Readonly<Record<string, ComposeFileObject>>;
  readonly [extension: string]: unknown;
};

export type ComposeService = {
  readonly image?: string;
  readonly build?: Readonly<Record<string, unknown>> | null;
  readonly command?: readonly string[] | null;
  readonly entrypoint?: readonly string[] | null;
  readonly environment?: Readonly<Record<string, string | null>>;
  readonly depends_on?: Readonly<Record<string, ComposeDependency>>;
  readonly ports?: readonly ComposePort[];
  readonly expose?: readonly string[];
  readonly healthcheck?: ComposeHealthcheck;
  readonly volumes?: readonly ComposeMount[];
  readonly networks?: Readonly<Record<string, Readonly<Record<string, unknown>> | null>>;
  readonly links?: readonly string[];
  readonly external_links?: readonly string[];
  readonly network_mode?: string;
  readonly pid?: string;
  readonly ipc?: string;
  readonly volumes_from?: readonly string[];
  readonly cap_add?: readonly string[];
  readonly cap_drop?: readonly string[];
  readonly security_opt?: readonly string[];
  readonly privileged?: boolean;
  readonly read_only?: boolean;
  readonly user?: string;
  readonly working_dir?: string;
  readonly tmpfs?: readonly string[];
  readonly restart?: string;
  readonly scale?: number;
  readonly pids_limit?: number;
  readonly logging?: { readonly driver?: string; readonly options?: Readonly<Record<string, string>> };
  readonly deploy?: Readonly<Record<string, unknown>>;
  readonly labels?: Readonly<Record<string, string>>;
  readonly container_name?: string;
  readonly hostname?: string;
  readonly profiles?: readonly string[];
  readonly platform?: string;
  /** A number, or both bounds; zeros may be missing. */
  readonly ulimits?: Readonly<Record<string, number | { readonly soft?: number; readonly hard?: number }>>;
  readonly pull_policy?: string;
  readonly configs?: readonly ComposeFileMount[];
  readonly secrets?: readonly ComposeFileMount[];
  readonly [field: string]: unknown;
};

export type ComposeDependency = { readonly condition: string; readonly required?: boolean; readonly restart?: boolean };
export type ComposePort = {
  readonly target: number;
  readonly published?: string;
  readonly protocol?: string;
  readonly host_ip?: string;
  readonly mode?: string;
  readonly name?: string;
  readonly app_protocol?: string;
};
export type ComposeHealthcheck = {
  readonly test?: readonly string[];
  readonly interval?: string;
  readonly timeout?: string;
  readonly retries?: number;
  readonly start_period?: string;
  readonly start_interval?: string;
  readonly disable?: boolean;
};
export type ComposeMount = {
  readonly type: "bind" | "volume" | "tmpfs" | "npipe" | "cluster" | "image";
  readonly source?: string;
  readonly target: string;
  readonly read_only?: boolean;
  readonly [field: string]: unknown;
};
export type ComposeNetwork = { readonly name?: string; readonly external?: boolean; readonly [field: string]: unknown };
export type ComposeVolume = { readonly name?: string; readonly external?: boolean; readonly [field: string]: unknown };
export type ComposeFileObject = {
  readonly name?: string;
  readonly file?: string;
  readonly content?: string;
  readonly environment?: string;
  readonly external?: boolean;
};
export type ComposeFileMount = { readonly source: string; readonly target?: string; readonly [field: string]: unknown };
