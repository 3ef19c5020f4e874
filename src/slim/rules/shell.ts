import { programPaths } from "../commands.js";
import { completing, type Rule } from "../rule.js";

/** What scripts and people most often expect beside a shell: utilities of IEEE Std 1003.1 (XCU) and a few that every distribution has. */
const everyday =
  "awk basename cat chmod chown cp cut date df dirname egrep env false fgrep find getent grep gzip head hostname id install kill ln ls " +
  "mkdir mktemp mv printf pwd readlink rm sed seq sleep sort stat tail tar tee test touch tr " +
  "true uname uniq wc which xargs [";

const largest = 640 * 1024;

/** A shell, where the image has one, and the small tools that system(), popen(), scripts and `docker exec` pipe together. */
export const shell: Rule = {
  name: "shell",
  policies: completing,
  start: (context) => ({
    *seed() {
      const { index } = context;
      if (index.resolve("/bin/sh").final?.type !== "file") return;
      yield { path: "/bin/sh", why: "system() and `docker exec` run it" };
      for (const name of everyday.split(" ")) {
        for (const path of programPaths(context, name)) {
          if ((index.resolve(path).final?.size ?? 0) <= largest) yield { path, why: "an everyday tool of the shell" };
        }
      }
    },
  }),
};
