import { posix } from "node:path";
import type { ImageIndex } from "../image-index.js";
import { completing, type Rule } from "../rule.js";
import { filesBelow } from "../walk.js";
import { isOrdinary } from "./ordinary-file.js";

/** Rules that keep whole packages or applications: a link among their files stands for everything it leads to. */
const whole: ReadonlySet<string> = new Set([
  ...[
    "package",
    "chosen",
    "unowned",
    "imports",
    "python",
    "node",
    "ruby",
    "perl",
    "php",
    "web-assets",
    "web-server",
    "mariadb",
    "postgresql",
  ],
]);
const mostBytes = 32 * 1024 * 1024;
const shallowest = 3;

/** What lies behind a kept link to a directory: packages of Debian share their data and assets that way (`locale-data`, `jquery`). */
export const linkedDirectories: Rule = {
  name: "linked-directories",
  policies: completing,
  start: ({ index }) => ({
    *follow({ path, type }, { rule }) {
      if (type !== "symlink" || !whole.has(rule)) return;
      const directory = index.resolve(path).final;
      if (directory?.type !== "directory" || directory.path.split("/").length <= shallowest) return;
      const all = [...filesBelow(index, directory.path)].filter(isOrdinary);
      // A library with all its raw data: what lies at the top is what pages and modules name.
      const files = bytesOf(index, all) <= mostBytes ? all : all.filter((file) => posix.dirname(file) === directory.path);
      if (bytesOf(index, files) > mostBytes) return;
      for (const file of files) yield { path: file, why: `behind the link ${path}` };
    },
  }),
};

const bytesOf = (index: ImageIndex, files: readonly string[]): number => files.reduce((sum, file) => sum + (index.get(file)?.size ?? 0), 0);
