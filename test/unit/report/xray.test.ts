import { describe, expect, it, test } from "vitest";
import { textWidth } from "../../../src/model/printable.js";
import type { Xray } from "../../../src/model/xray.js";
import { instruction } from "../../../src/report/xray-columns.js";
import { terminalXray } from "../../../src/report/xray-terminal.js";

const none = { bytes: 0, files: 0 };
const sample: Xray = {
  version: 1,
  image: { ref: "shop/web:1", id: `sha256:${"0123456789abcdef".repeat(4)}`, architecture: "amd64", os: "linux" },
  total: { bytes: 5_000_000, files: 1234 },
  config: {
    entrypoint: ["/docker-entrypoint.sh", "it's"],
    command: [],
    user: "",
    workingDirectory: "",
    volumes: ["/data"],
    ports: ["80/tcp"],
    healthcheck: ["CMD-SHELL", `curl -f http://localhost/${"long/".repeat(30)}`],
    stopSignal: null,
  },
  layers: [
    {
      number: 1,
      diffId: "sha256:a",
      command: null,
      brings: { bytes: 4e6, files: 1000 },
      stays: { bytes: 3e6, files: 999 },
      replaces: none,
      removes: none,
    },
    {
      number: 2,
      diffId: "sha256:b",
      command: `RUN /bin/sh -c apt-get install -y ${"package ".repeat(30)}# buildkit`,
      brings: { bytes: 2e6, files: 234 },
      stays: { bytes: 2e6, files: 234 },
      replaces: { bytes: 1e6, files: 1 },
      removes: none,
    },
  ],
  directories: [
    { path: "/", bytes: 5_000_000, files: 1234 },
    { path: "/usr", bytes: 4_000_000, files: 1000 },
    { path: "/usr/lib", bytes: 3_000_000, files: 10 },
    { path: "/opt", bytes: 500_000, files: 1 },
  ],
  largestFiles: [{ path: `/usr/lib/${"x".repeat(150)}`, bytes: 3_000_000, package: "libx", layer: 1 }],
  packages: { kind: "dpkg", all: [{ name: "libx", bytes: 3_000_000, files: 10 }], none: { bytes: 2_000_000, files: 1224 } },
  languagePackages: [{ kind: "npm", name: "left-pad", version: "1.0.0", path: "/srv/node_modules/left-pad", bytes: 1000, files: 3 }],
  waste: {
    hidden: { bytes: 1_000_000, files: 1 },
    largestHidden: [
      { path: "/etc/\u001b[2Jold", bytes: 1_000_000, layer: 1, hiddenBy: 2, how: "replaced" },
      { path: "/etc/empty", bytes: 0, layer: 1, hiddenBy: 2, how: "removed" },
    ],
    duplicates: { bytes: 70_000, files: 1 },
    largestDuplicates: [{ bytes: 70_000, paths: ["/a", "/b"] }],
    leftovers: [{ kind: "apt cache", bytes: 5000, files: 2 }],
  },
  privileged: {
    setuid: [{ path: "/bin/su", mode: "4755", uid: 0, gid: 0 }],
    capabilities: [{ path: "/bin/ping", capabilities: "cap_net_raw=ep" }],
  },
};

describe("an xray on a terminal", () => {
  it("has a line for each thing that was found", () => {
    const text = terminalXray(sample, { top: 15 });
    for (const line of [
      /^shop\/web:1$/m,
      /^id +sha256:0123456789ab, linux\/amd64$/m,
      /^size +5 MB in 1,234 files; its 2 layers hold 6 MB$/m,
      /^entrypoint +\/docker-entrypoint\.sh 'it'\\''s'$/m,
      /^user +root \(none is set\)$/m,
      /^1 +4 MB +1,000 +1 MB +0 +0 +\(the history doesn't say\)$/m,
      /^2 +2 MB +234 +0 B +1 +0 +RUN apt-get install -y package/m,
      /^ {4}lib +3 MB +10$/m,
      /^Packages \(dpkg, 1\)$/m,
      /^\(no package\) +2 MB +1,224$/m,
      /^1 kB +3 +npm +left-pad 1\.0\.0 +\/srv\/node_modules\/left-pad$/m,
      /^apt cache +5 kB +2$/m,
      /^Hidden by later layers: 1 MB in 1 file$/m,
      /^1 MB +1 +replaced by 2 +\/etc\/old$/m,
      /^70 kB +2 +\/a = \/b$/m,
      /^4755 +0:0 +\/bin\/su$/m,
      /^cap_net_raw=ep +\/bin\/ping$/m,
    ])
      expect(text).toMatch(line);
    expect(text).not.toContain("/etc/empty");
    expect(text).not.toMatch(/^(command|folder|stop with)/m);
  });

  it("leaves out what there is none of", () => {
    const { waste, ...rest } = sample;
    const empty = {
      ...rest,
      packages: { kind: "none" as const, all: [], none },
      languagePackages: [],
      waste: { ...waste, hidden: none, largestHidden: [], duplicates: none, largestDuplicates: [], leftovers: [] },
      privileged: { setuid: [], capabilities: [] },
    };
    expect(terminalXray(empty, { top: 15 })).not.toMatch(/^(Packages|Left|Hidden|Content|Setuid|Files with)/m);
  });

  it("stays within its columns, in ASCII and without colour unless asked", () => {
    for (const columns of [72, 80, 100])
      expect(Math.max(...terminalXray(sample, { columns, top: 1 }).split("\n").map(textWidth))).toBeLessThanOrEqual(columns);
    expect(terminalXray(sample, { top: 15, ascii: true })).toMatch(/^[\n\x20-\x7e]*$/);
    expect(terminalXray(sample, { top: 15, colour: true })).toContain("\u001b[1mDirectories\u001b[0m");
  });
});

test.each([
  ['/bin/sh -c #(nop)  CMD ["bash"]', 'CMD ["bash"]'],
  ["/bin/sh -c apt-get update", "RUN apt-get update"],
  ["RUN /bin/sh -c make   all # buildkit", "RUN make all"],
  ["RUN |2 A=1 B= /bin/sh -c echo $A # buildkit", "RUN echo $A"],
  ["COPY a b # buildkit", "COPY a b"],
  ["\u001b[31mred", "red"],
  [null, "(the history doesn't say)"],
])("%j was the instruction %s", (command, expected) => {
  expect(instruction(command)).toBe(expected);
});
