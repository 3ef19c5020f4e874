import { posix } from "node:path";
import { findMetadata } from "../metadata/find-metadata.js";
import { npmFiles } from "../metadata/prune-npm.js";
import { gemFiles } from "../metadata/prune-gems.js";
import { pythonDistribution } from "../metadata/python-distribution.js";
import type { ImageView } from "./image-view.js";
import type { Finding } from "./inventory.js";
import { purl } from "./purl.js";

/** Python distributions, npm packages and gems. Each is in an image as long as the file is that says its name. */
export function languagePackages(view: ImageView): readonly Finding[] {
  const { python, npm, gemspecs } = findMetadata(view.index);
  return [
    ...python.flatMap((info) => pythonFinding(view, info)),
    ...npm.flatMap((root) => npmFinding(view, root)),
    ...gemspecs.flatMap((gemspec) => gemFinding(view, gemspec)),
  ];
}

function pythonFinding(view: ImageView, info: string): readonly Finding[] {
  const { described, files = [], metadata } = pythonDistribution(view.index, info);
  const head = described === undefined ? "" : utf8(view, described).split(/\r?\n\r?\n/)[0];
  const value = (key: string): string => new RegExp(`^${key}: *(.*)$`, "m").exec(head ?? "")?.[1]?.trim() ?? "";
  const name = value("Name");
  if (described === undefined || name === "") return [];
  const version = value("Version");
  const url = purl("pypi", { name: name.toLowerCase().replaceAll("_", "-"), version });
  return [{ type: "library", name, version, purl: url, place: info, anchor: described, entries: view.entries([...files, ...metadata]) }];
}

function npmFinding(view: ImageView, root: string): readonly Finding[] {
  const manifest = posix.join(root, "package.json");
  const { name, version } = parsed(utf8(view, manifest));
  if (typeof name !== "string" || typeof version !== "string" || name === "") return [];
  const [, scope, base = name] = /^(@[^/]+)\/(.+)$/.exec(name) ?? [];
  const group = scope === undefined ? {} : { group: scope };
  const url = purl("npm", { ...(scope === undefined ? {} : { namespace: scope }), name: base, version });
  return [
    {
      type: "library",
      ...group,
      name: base,
      version,
      purl: url,
      place: root,
      anchor: manifest,
      entries: view.entries(npmFiles(view, root)),
    },
  ];
}

function parsed(text: string): { readonly name?: unknown; readonly version?: unknown } {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null ? value : {};
  } catch {
    return {};
  }
}

/** RubyGems writes `# stub: NAME VERSION PLATFORM PATHS` at the top of what it installs; else the file's name says it. */
function gemFinding(view: ImageView, gemspec: string): readonly Finding[] {
  const stub = /^# stub: (\S+) (\S+) (\S+)/m.exec(utf8(view, gemspec).slice(0, 1024));
  const [, name = "", version = "", platform = "ruby"] =
    stub ?? /^(.+?)-(\d[\w.]*?)(?:-([^/]+))?\.gemspec$/.exec(posix.basename(gemspec)) ?? [];
  if (name === "") return [];
  const url = purl("gem", { name, version }, { platform: platform === "ruby" ? "" : platform });
  return [
    {
      type: "library",
      name,
      version,
      purl: url,
      place: gemspec,
      anchor: gemspec,
      entries: view.entries([gemspec, ...gemFiles(view.index, gemspec)]),
    },
  ];
}

const longestText = 1024 * 1024;
const utf8 = ({ index }: ImageView, path: string): string => index.read(path, { length: longestText })?.toString("utf8") ?? "";
