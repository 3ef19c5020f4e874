import { completing, type Rule } from "../rule.js";

/** A shell, where the image has one: system(), popen() and `docker exec` need it and it is small. */
export const shell: Rule = {
  name: "shell",
  policies: completing,
  start: () => ({ seed: () => [{ path: "/bin/sh", why: "system() and `docker exec` run it" }] }),
};
