import { apkField, apkLines, apkRecords, readApkDatabase } from "./apk-database.js";
import { bytesText, linesOf, pathIn } from "./byte-lines.js";
import { packageState } from "./package-state.js";
import type { PruningDraft } from "./pruning.js";
import type { Remains } from "./remains.js";

/**
 * apk's database without the packages of which nothing is left, and without the files that went of the others; and the list of packages somebody
 * asked for (world) without those. apk knows no package that is only configuration: such a one goes.
 */
export function pruneApk(remains: Remains, draft: PruningDraft): void {
  const { index } = remains;
  const database = readApkDatabase(index);
  if (database === undefined || !remains.mayChange(database.path)) return;
  const left: string[] = [];
  const names = new Set<string>();
  for (const record of apkRecords(database.text)) {
    const lines = apkLines(record).map(({ text, file }) => ({ text, file: file === undefined ? undefined : pathIn(file) }));
    const files = new Set(lines.flatMap(({ file }) => file ?? []));
    if (packageState(remains, files) !== "installed") continue;
    const stays = lines.filter(({ file }) => file === undefined || remains.has(file));
    left.push(stays.map(({ text }) => text).join("\n"));
    for (const name of [apkField(record, "P"), ...apkField(record, "p").split(" ")]) names.add(nameIn(name));
  }
  draft.rewrite(database.path, database.text, left.map((record) => `${record}\n\n`).join(""));
  const world = bytesText(index, "/etc/apk/world");
  if (world === undefined) return;
  const wanted = linesOf(world.text).filter((line) => line.startsWith("!") || names.has(nameIn(line)));
  draft.rewrite(world.path, world.text, wanted.map((line) => `${line}\n`).join(""));
}

/** A dependency's name, without the version or repository it asks for. */
const nameIn = (dependency: string): string => dependency.replace(/[=<>~@].*/, "").trim();
