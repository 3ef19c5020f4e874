import { expect, test } from "vitest";
import { droppedInLog } from "../../../src/trial/dropped-in-log.js";

const paths = [
  "/etc/app/extra.conf",
  "/usr/lib/x86_64-linux-gnu/libnss_dns.so.2",
  "/usr/lib/python3.11/sqlite3/__init__.py",
  "/usr/lib/python3.11/colorsys.py",
  "/usr/share/perl5/JSON.pm",
  "/usr/bin/file",
];
const byName = new Map<string, string[]>();
for (const path of paths) {
  const name = path.slice(path.lastIndexOf("/") + 1);
  byName.set(name, [...(byName.get(name) ?? []), path]);
}

test.each<[string, readonly string[]]>([
  ["open /etc/app/extra.conf: no such file or directory", ["/etc/app/extra.conf"]],
  ["cannot open '/etc/app/extra.conf'.", ["/etc/app/extra.conf"]],
  [
    "error while loading shared libraries: libnss_dns.so.2: cannot open shared object file: No such file or directory",
    ["/usr/lib/x86_64-linux-gnu/libnss_dns.so.2"],
  ],
  ["ModuleNotFoundError: No module named 'sqlite3'", ["/usr/lib/python3.11/sqlite3/__init__.py"]],
  ["ModuleNotFoundError: No module named 'colorsys'", ["/usr/lib/python3.11/colorsys.py"]],
  ["Can't locate JSON.pm in @INC", ["/usr/share/perl5/JSON.pm"]],
  ["read /etc/app/extra.conf, all is well", []],
  ["open /etc/other: no such file", []],
])("%s", (line, expected) => {
  expect(droppedInLog(`start\n${line}\n`, new Set(paths), byName)).toEqual(expected);
});
