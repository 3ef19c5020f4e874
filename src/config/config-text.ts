import { isAlias, isMap, isScalar, isSeq, LineCounter, parseDocument, type Node, type Pair } from "yaml";
import { StackSlimError } from "../model/errors.js";

/** One thing wrong with the file; `line` and `column` count from 1. */
export type Problem = { readonly line: number; readonly column: number; readonly message: string };

export type ConfigText = {
  readonly data: unknown;
  /** Where the value at this path begins, or the key that leads to it; of a path that isn't there, what comes nearest. */
  readonly locate: (path: readonly string[], what: "key" | "value") => { readonly line: number; readonly column: number };
};

const mostListed = 10;
/** Characters of one problem. A key or a value of the file may be of any length. */
const longestMessage = 500;
const clipped = (message: string): string => (message.length > longestMessage ? `${message.slice(0, longestMessage)}…` : message);

/** All problems of a file as one error: exit 2, one line each with file, line and column, at most ten. */
export const configError = (file: string, problems: readonly Problem[], code: "config.yaml" | "config.schema"): StackSlimError => {
  const sorted = [...problems].sort((a, b) => a.line - b.line || a.column - b.column);
  const lines = sorted.slice(0, mostListed).map(({ line, column, message }) => `${file}:${line}:${column}: ${clipped(message)}`);
  const more = sorted.length - lines.length;
  return new StackSlimError([...lines, ...(more > 0 ? [`… and ${more} more`] : [])].join("\n"), {
    code,
    exitCode: 2,
    hint:
      code === "config.yaml"
        ? "Mend the YAML; everything after the first place may follow from it."
        : "Every field is described in schema/config.schema.json.",
  });
};

/** The file's data and a way back from it to the text. @throws StackSlimError `config.yaml` (2): broken YAML, repeated keys, several documents. */
export const parseConfigText = (file: string, text: string): ConfigText => {
  const counter = new LineCounter();
  const document = parseDocument(text, { lineCounter: counter, prettyErrors: false, merge: true, stringKeys: true, logLevel: "silent" });
  const place = (offset: number): { line: number; column: number } => {
    const { line, col } = counter.linePos(offset);
    return { line, column: col };
  };
  const broken = document.errors.map(({ pos, code, message }) => ({
    ...place(pos[0]),
    message: code === "DUPLICATE_KEY" ? repeatedKey(text, pos[0]) : message,
  }));
  if (broken.length > 0) throw configError(file, broken, "config.yaml");
  return { data: dataOf(file, () => document.toJS({ maxAliasCount: 1000 }) as unknown), locate };

  function locate(path: readonly string[], what: "key" | "value"): { line: number; column: number } {
    let at: Node | null | undefined = document.contents;
    let offset = at?.range?.[0] ?? 0;
    for (const [index, step] of path.entries()) {
      const node: Node | null | undefined = isAlias(at) ? (at.resolve(document) as Node | undefined) : at;
      const isLast = index === path.length - 1;
      if (isMap(node)) {
        const pair: Pair<Node, Node | null> | undefined = (node.items as Pair<Node, Node | null>[]).find(
          ({ key }) => isScalar(key) && String(key.value) === step,
        );
        if (pair === undefined) break;
        const hasText = pair.value !== null && !(isScalar(pair.value) && pair.value.range?.[0] === pair.value.range?.[1]);
        at = pair.value;
        offset = (isLast && what === "key") || !hasText ? (pair.key.range?.[0] ?? offset) : (pair.value?.range?.[0] ?? offset);
      } else if (isSeq(node)) {
        at = (node.items as Node[])[Number(step)];
        offset = at?.range?.[0] ?? offset;
      } else break;
    }
    return place(offset);
  }
};

const repeatedKey = (text: string, offset: number): string => {
  const key = /^(?:"[^"]*"|'[^']*'|[^:\s]+)/.exec(text.slice(offset))?.[0] ?? "a key";
  return `the key ${key} is there twice in one map`;
};

// Aliases are expanded here, and a file can be written so that they multiply without end.
const dataOf = (file: string, read: () => unknown): unknown => {
  try {
    return read();
  } catch (cause) {
    throw configError(file, [{ line: 1, column: 1, message: cause instanceof Error ? cause.message : String(cause) }], "config.yaml");
  }
};
