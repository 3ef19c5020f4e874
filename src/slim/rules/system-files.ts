import { posix } from "node:path";
import { everyPolicy, type Rule } from "../rule.js";
import { filesBelow } from "../walk.js";

const files = [
  "/etc/passwd",
  "/etc/group",
  "/etc/shadow",
  "/etc/gshadow",
  "/etc/subuid",
  "/etc/subgid",
  "/etc/nsswitch.conf",
  "/etc/ld.so.conf",
  "/etc/ld.so.cache",
  "/etc/ld.so.preload",
  "/etc/hosts",
  "/etc/hostname",
  "/etc/resolv.conf",
  "/etc/host.conf",
  "/etc/gai.conf",
  "/etc/os-release",
  "/etc/debian_version",
  "/etc/alpine-release",
  "/etc/localtime",
  "/etc/timezone",
  "/etc/ssl/openssl.cnf",
  "/etc/services",
  "/etc/protocols",
  "/etc/shells",
  "/etc/mtab",
];

/** Small files that the engine, the C library and those who look into the image read without a trace: the engine resolves `USER name` itself. */
export const systemFiles: Rule = {
  name: "system",
  policies: everyPolicy,
  start: ({ index }) => ({
    *seed() {
      for (const path of files) yield { path, why: "read by the engine, the C library or image scanners" };
      for (const path of filesBelow(index, "/etc/ld.so.conf.d")) yield { path, why: "tells the loader where libraries are" };
      for (const name of index.children("/etc")) {
        if (/^ld-musl-.*\.path$/.test(name)) yield { path: posix.join("/etc", name), why: "tells the loader where libraries are" };
      }
      for (const name of index.children("/")) {
        if (index.get(`/${name}`)?.type === "symlink") yield { path: `/${name}`, why: "link of the root directory" };
      }
      for (const device of index.entries()) {
        if (device.type === "character-device" || device.type === "block-device" || device.type === "fifo")
          yield { path: device.path, why: "special file, no bytes" };
      }
    },
  }),
};
