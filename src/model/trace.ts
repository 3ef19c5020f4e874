/** What the sensor saw of one service; `call`: any system call, in a measuring boot alone. Source of the words: docs/sensor.md. */
export type FactKind =
  | "open"
  | "write"
  | "stat"
  | "access"
  | "readlink"
  | "list"
  | "exec"
  | "interp"
  | "link"
  | "chdir"
  | "chroot"
  | "change"
  | "connect"
  | "sendto"
  | "bind"
  | "call"
  | "hello"
  | "bye";

/** f file, d directory, l symlink, o other, n not found, e other error, p under /proc, /sys or /dev, c socket. */
export type FactState = "f" | "d" | "l" | "o" | "n" | "e" | "p" | "c";

export type TraceFact = {
  /** ms since the observer started, when first seen. */
  readonly at: number;
  readonly kind: FactKind;
  readonly state: FactState;
  /** As asked, absolute. Bytes outside UTF-8 are kept as latin1 characters escaped by the record, see profile/record.ts. */
  readonly path: string;
  /** Without links; for `link` facts the link's text. */
  readonly final: string;
};

export type Trace = { readonly service: string; readonly facts: readonly TraceFact[] };
