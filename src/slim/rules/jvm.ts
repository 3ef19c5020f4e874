import { posix } from "node:path";
import { completing, type Rule } from "../rule.js";
import { filesBelow } from "../walk.js";

/** Parts of a JDK that only its compiler reads, and the class archive for heaps above 32 GB, without which such a JVM starts slower. */
const compilerOnly = /\/lib\/(ct\.sym|src\.zip|server\/classes_nocoops\.jsa)$|\/(jmods|include|demo|man|legal)\//;

/** keytool, jcmd and their like start the same virtual machine; larger ones bring something of their own. */
const largestTool = 64 * 1024;

/** A Java home is one thing: libraries, security and configuration files (links into /etc among them) are opened by need. */
export const jvm: Rule = {
  name: "jvm",
  policies: completing,
  start: ({ index }) => ({
    *follow({ path }) {
      const home = /^(.*)\/lib\/server\/libjvm\.so$/.exec(path)?.[1];
      if (home === undefined) return;
      for (const directory of ["lib", "conf"]) {
        for (const file of filesBelow(index, posix.join(home, directory))) {
          if (!compilerOnly.test(file)) yield { path: file, why: `part of the Java home ${home}` };
        }
      }
      yield { path: posix.join(home, "release"), why: `part of the Java home ${home}` };
      for (const file of filesBelow(index, posix.join(home, "bin"))) {
        if (posix.basename(file) === "java" || (index.get(file)?.size ?? 0) <= largestTool)
          yield { path: file, why: `a tool of the Java home ${home}` };
      }
    },
  }),
};
