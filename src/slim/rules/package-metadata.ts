import { posix } from "node:path";
import { findMetadata } from "../metadata/find-metadata.js";
import { everyPolicy, type Rule } from "../rule.js";

const why = "says which packages the image is made of";
const databases = [
  "/var/lib/dpkg/status",
  "/var/lib/dpkg/arch",
  "/var/lib/dpkg/diversions",
  "/var/lib/dpkg/statoverride",
  "/var/lib/dpkg/info/format",
  "/lib/apk/db/installed",
  "/usr/lib/apk/db/installed",
  "/etc/apk/world",
];
const python = ["METADATA", "PKG-INFO", "RECORD", "INSTALLER", "top_level.txt", "entry_points.txt"];

/**
 * What vulnerability scanners and `dpkg -l` read. All of it at first, since what stays is only known when every rule has been asked; what says more
 * than is left is taken out again (src/slim/metadata).
 */
export const packageMetadata: Rule = {
  name: "metadata",
  policies: everyPolicy,
  start: ({ index }) => ({
    *seed() {
      for (const path of databases) yield { path, why };
      for (const name of index.children("/var/lib/dpkg/status.d")) yield { path: posix.join("/var/lib/dpkg/status.d", name), why };
      for (const name of index.children("/var/lib/dpkg/info")) {
        if (/\.(list|md5sums)$/.test(name)) yield { path: posix.join("/var/lib/dpkg/info", name), why };
      }
      for (const info of findMetadata(index).python) {
        yield { path: info, why };
        for (const name of python) yield { path: posix.join(info, name), why };
      }
    },
    *follow({ path }) {
      const npm = /^.*\/(?:node_modules|(?:share|lib)\/nodejs)\/(?:@[^/]+\/)?[^/@.][^/]*(?=\/)/.exec(path)?.[0];
      if (npm !== undefined) yield { path: `${npm}/package.json`, why: "says which npm package this is" };
      const gem = /^(.*)\/gems\/([^/]+)\//.exec(path);
      if (gem !== null) yield { path: `${gem[1] ?? ""}/specifications/${gem[2] ?? ""}.gemspec`, why: "says which gem this is" };
    },
  }),
};
