import { posix } from "node:path";
import { bytesText, linesOf, pathIn } from "./byte-lines.js";
import {
  configFilesStanza,
  diversionsOf,
  dpkgDirectory,
  dpkgInfo,
  field,
  infoName,
  infoNames,
  md5sumsPath,
  stanzasOf,
} from "./dpkg-database.js";
import { packageState, type PackageState } from "./package-state.js";
import type { PruningDraft } from "./pruning.js";
import type { Remains } from "./remains.js";

/**
 * dpkg's database told of what is left: stanzas of packages that are there stay as they are, those of which only configuration is left become
 * dpkg's own `deinstall ok config-files`, others go; lists of files (.list, .md5sums) name what is left. A package without a list stays: what it
 * had can't be known.
 */
export function pruneDpkg(remains: Remains, draft: PruningDraft): void {
  const { index } = remains;
  const status = bytesText(index, posix.join(dpkgDirectory, "status"));
  if (status === undefined) return;
  const whole = !remains.mayChange(status.path);
  const files = new Set(index.children(dpkgInfo));
  const divert = diversionsOf(index);
  const states = new Map<string, PackageState>();
  const left: string[] = [];
  for (const stanza of stanzasOf(status.text)) {
    const owner = field(stanza, "Package");
    const placeOf = (path: string): string => pathIn(divert(path, owner));
    const info = infoName(stanza, (name) => files.has(`${name}.list`));
    const list = info === undefined ? undefined : bytesText(index, posix.join(dpkgInfo, `${info}.list`));
    const lines = linesOf(list?.text ?? "");
    const state = list === undefined || whole ? "installed" : packageState(remains, lines.map(placeOf));
    for (const name of info === undefined ? infoNames(stanza) : [info]) states.set(name, state);
    if (state === "installed") left.push(stanza);
    if (state === "config-files") left.push(configFilesStanza(stanza, (path) => remains.hasFile(placeOf(path))));
    if (state === "gone" || info === undefined || list === undefined) continue;
    draft.rewrite(list.path, list.text, textOf(lines.filter((line) => remains.has(placeOf(line)))));
    const sums = files.has(`${info}.md5sums`) ? bytesText(index, posix.join(dpkgInfo, `${info}.md5sums`)) : undefined;
    if (sums !== undefined)
      draft.rewrite(
        sums.path,
        sums.text,
        reducedSums(sums.text, (path) => remains.hasFile(placeOf(path))),
      );
  }
  draft.rewrite(status.path, status.text, left.map((stanza) => `${stanza}\n\n`).join(""));
  for (const name of files) {
    const state = states.get(name.replace(/\.[^.]*$/, "")) ?? "gone";
    if (state === "gone" && /\.(list|md5sums)$/.test(name)) draft.drop(posix.join(dpkgInfo, name));
    // Checksums are of files, and dpkg keeps none of those it removed.
    if (state === "config-files" && name.endsWith(".md5sums")) draft.drop(posix.join(dpkgInfo, name));
  }
}

/** A list of checksums without the lines of files that went. `isLeft` gets paths of one character a byte. */
export const reducedSums = (text: string, isLeft: (path: string) => boolean): string =>
  textOf(
    linesOf(text).filter((line) => {
      const path = md5sumsPath(line);
      return path === undefined || isLeft(path);
    }),
  );

const textOf = (lines: readonly string[]): string => lines.map((line) => `${line}\n`).join("");
