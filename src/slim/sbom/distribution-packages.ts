import { posix } from "node:path";
import { apkField, apkLines, apkRecords, readApkDatabase } from "../metadata/apk-database.js";
import { linesOf, pathIn } from "../metadata/byte-lines.js";
import { diversionsOf, dpkgDirectory, dpkgInfo, field, infoName, md5sumsPath, stanzasOf } from "../metadata/dpkg-database.js";
import type { ImageView } from "./image-view.js";
import type { Finding } from "./inventory.js";
import { purl } from "./purl.js";

/** Packages that the image's dpkg or apk database says are installed. */
export function distributionPackages(view: ImageView): readonly Finding[] {
  const release = osRelease(view);
  return [...debPackages(view, release), ...apkPackages(view, release)];
}

type Release = { readonly id: string; readonly distro: string };

/** Source: os-release(5). */
function osRelease(view: ImageView): Release {
  const text = view.text("/etc/os-release") ?? view.text("/usr/lib/os-release") ?? "";
  const value = (key: string): string => new RegExp(`^${key}=["']?([^"'\\n]*)`, "m").exec(text)?.[1] ?? "";
  const id = value("ID");
  return { id, distro: id === "" || value("VERSION_ID") === "" ? id : `${id}-${value("VERSION_ID")}` };
}

function* debPackages(view: ImageView, release: Release): Generator<Finding> {
  const divert = diversionsOf(view.index);
  const files = new Set(view.index.children(dpkgInfo));
  for (const stanza of stanzasOf(view.text(posix.join(dpkgDirectory, "status")) ?? "")) {
    const info = infoName(stanza, (name) => files.has(`${name}.list`));
    const list = info === undefined ? [] : linesOf(view.text(posix.join(dpkgInfo, `${info}.list`)) ?? "");
    const owner = field(stanza, "Package");
    yield* debPackage(
      view,
      release,
      stanza,
      list.map((path) => pathIn(divert(path, owner))),
    );
  }
  const single = posix.join(dpkgDirectory, "status.d");
  for (const name of view.index.children(single)) {
    const stanza = name.endsWith(".md5sums") ? undefined : view.text(posix.join(single, name));
    if (stanza === undefined) continue;
    const sums = linesOf(view.text(posix.join(single, `${name}.md5sums`)) ?? "").flatMap((line) => md5sumsPath(line) ?? []);
    yield* debPackage(view, release, stanza, sums.map(pathIn));
  }
}

function* debPackage(view: ImageView, { id, distro }: Release, stanza: string, paths: readonly string[]): Generator<Finding> {
  const [name, version, arch, status] = ["Package", "Version", "Architecture", "Status"].map((key) => field(stanza, key));
  if (name === undefined || name === "" || version === undefined || !/^$| installed$/.test(status ?? "")) return;
  const url = purl("deb", { namespace: id === "" ? "debian" : id, name, version }, { arch: arch ?? "", distro });
  yield { type: "library", name, version, purl: url, entries: view.entries(paths) };
}

function* apkPackages(view: ImageView, { id, distro }: Release): Generator<Finding> {
  const place = readApkDatabase(view.index)?.path;
  for (const record of apkRecords(place === undefined ? "" : (view.text(place) ?? ""))) {
    const [name = "", version = "", arch = ""] = ["P", "V", "A"].map((letter) => apkField(record, letter));
    if (name === "") continue;
    const paths = apkLines(record).flatMap(({ text, file }) => (file === undefined || !text.startsWith("R:") ? [] : pathIn(file)));
    const url = purl("apk", { namespace: id === "" ? "alpine" : id, name, version }, { arch, distro });
    yield { type: "library", name, version, purl: url, entries: view.entries(paths) };
  }
}
