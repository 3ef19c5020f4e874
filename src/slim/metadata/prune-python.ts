import { linesOf } from "./byte-lines.js";
import { isSubstance } from "./package-state.js";
import type { PruningDraft } from "./pruning.js";
import { pythonDistribution, recordPath } from "./python-distribution.js";
import type { Remains } from "./remains.js";

/**
 * A Python distribution keeps its metadata while a file of it is left, or when the service read the metadata itself (a program may ask for the
 * version of what it never imports); RECORD names what is left. What can't be matched to any file stays.
 */
export function prunePython(remains: Remains, infos: readonly string[], draft: PruningDraft): void {
  for (const info of infos) {
    const { site, metadata, record, files } = pythonDistribution(remains.index, info);
    const isThere = files === undefined || files.some((path) => isSubstance(path) && remains.hasFile(path));
    if (!isThere && !metadata.some((path) => remains.isObserved(path))) for (const path of metadata) draft.drop(path);
    if (record === undefined) continue;
    const left = linesOf(record.text).filter((line) => remains.hasFile(recordPath(site, line)));
    draft.rewrite(record.path, record.text, left.map((line) => `${line}\n`).join(""));
  }
}
