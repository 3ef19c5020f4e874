import { posix } from "node:path";
import { everyPolicy, type Rule } from "../rule.js";

const databases = ["/var/lib/dpkg/status", "/var/lib/dpkg/arch", "/lib/apk/db/installed", "/etc/apk/world"];

/** What vulnerability scanners and `dpkg -l` read: a slim image must not hide what it is made of. */
export const packageMetadata: Rule = {
  name: "metadata",
  policies: everyPolicy,
  start: ({ index }) => ({
    *seed() {
      for (const path of databases) yield { path, why: "says which packages the image is made of" };
      for (const name of index.children("/var/lib/dpkg/status.d")) {
        yield { path: posix.join("/var/lib/dpkg/status.d", name), why: "says which packages the image is made of" };
      }
    },
    *follow({ path }) {
      const site = /^(.*\/(?:site|dist)-packages)\/([^/]+)/.exec(path);
      if (site === null) return;
      const [, directory = "", top = ""] = site;
      const name = top
        .replace(/\.py$/, "")
        .toLowerCase()
        .replace(/[-_.]+/g, "-");
      for (const info of index.children(directory)) {
        if (
          !/\.(dist|egg)-info$/.test(info) ||
          info
            .replace(/-[^-]*$/, "")
            .toLowerCase()
            .replace(/[-_.]+/g, "-") !== name
        )
          continue;
        for (const file of ["METADATA", "PKG-INFO", "RECORD", "top_level.txt", "entry_points.txt"]) {
          yield { path: posix.join(directory, info, file), why: `says which distribution ${top} is` };
        }
      }
    },
  }),
};
