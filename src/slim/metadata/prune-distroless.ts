import { posix } from "node:path";
import { bytesText, linesOf, pathIn } from "./byte-lines.js";
import { configFilesStanza, dpkgDirectory, md5sumsPath } from "./dpkg-database.js";
import { packageState } from "./package-state.js";
import { reducedSums } from "./prune-dpkg.js";
import type { PruningDraft } from "./pruning.js";
import type { Remains } from "./remains.js";

/**
 * Distroless images have a status file a package, in status.d, and beside it the checksums of its files, which are all that says what it ships.
 * Both go with the package; a package without checksums stays.
 */
export function pruneDistroless(remains: Remains, draft: PruningDraft): void {
  const { index } = remains;
  const directory = posix.join(dpkgDirectory, "status.d");
  for (const name of index.children(directory)) {
    const sums = name.endsWith(".md5sums") ? bytesText(index, posix.join(directory, name)) : undefined;
    const stanza = bytesText(index, posix.join(directory, name.replace(/\.md5sums$/, "")));
    if (sums === undefined || stanza === undefined || !remains.mayChange(stanza.path)) continue;
    const paths = linesOf(sums.text).flatMap((line) => md5sumsPath(line) ?? []);
    const state = packageState(remains, paths.map(pathIn));
    if (state === "gone") [sums.path, stanza.path].forEach((path) => draft.drop(path));
    if (state === "config-files") {
      draft.rewrite(
        stanza.path,
        stanza.text,
        configFilesStanza(stanza.text, (path) => remains.hasFile(pathIn(path))),
      );
    }
    draft.rewrite(
      sums.path,
      sums.text,
      reducedSums(sums.text, (path) => remains.hasFile(pathIn(path))),
    );
  }
}
