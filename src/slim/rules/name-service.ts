import { posix } from "node:path";
import { everyPolicy, type Rule } from "../rule.js";

/** What glibc loads by itself, late: name service modules at the first lookup, libgcc_s when a thread is cancelled. */
export const nameService: Rule = {
  name: "name-service",
  policies: everyPolicy,
  start: ({ index, libraries }) => ({
    *follow({ path }) {
      if (!/^libc(-2\.\d+)?\.so(\.6)?$/.test(posix.basename(path))) return;
      const configuration = index.read(index.resolve("/etc/nsswitch.conf").final?.path ?? "", { length: 65_536 })?.toString("latin1") ?? "";
      const sources = configuration.split("\n").flatMap(
        (line) =>
          line
            .replace(/#.*/, "")
            .replace(/\[.*?\]/g, "")
            .split(":")[1]
            ?.trim()
            .split(/\s+/) ?? [],
      );
      const modules = ["files", "dns", ...sources].map((source) => `libnss_${source}.so.2`);
      for (const name of new Set([...modules, "libresolv.so.2", "libgcc_s.so.1"])) {
        for (const found of libraries.byName(name)) yield { path: found, why: "glibc loads it at the first lookup or thread's end" };
      }
    },
  }),
};
