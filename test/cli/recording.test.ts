import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { fileStart, mergeSections, sectionText } from "../../src/profile/index.js";
import { folderWith, stackSlim } from "./built-cli.js";

const compose = "name: shop\nservices:\n  web: { image: nginx }\n";
const trace = (service: string, imageId: string, id: string, ...paths: readonly string[]): string => {
  const record = Buffer.from(paths.map((path, at) => `${String(at)}\topen\tf\t${path}\t${path}\n`).join(""));
  const session = { id, at: "2026-01-02T03:04:05.000Z", seconds: 60, by: ["enter"] };
  const head = { service, image: `shop/${service}:1`, imageId, sessions: [session], facts: 0, sum: "" };
  return [fileStart(), ...sectionText(mergeSections([{ head, record }])).map(String)].join("");
};
const monday = trace("web", "sha256:aaaaaaaaaaaaaaaa", "m", "/a", "/b");
const tuesday = trace("web", "sha256:aaaaaaaaaaaaaaaa", "t", "/b", "/c");
const other = trace("web", "sha256:bbbbbbbbbbbbbbbb", "o", "/x");

describe("modes of profiling", () => {
  it.each<[string, readonly string[], RegExp]>([
    [
      "a mode that there isn't",
      ["apply", "--continue-after", "later"],
      /'later' is invalid\. expected probe, enter, signal, .* found "later"/,
    ],
    ["a command that isn't given", ["record", "--continue-after", "exec"], /exec needs a command/],
    ["no time at all", ["apply", "--continue-after", "0"], /more than 0 and at most 604800 seconds/],
    [
      "an Enter without a terminal",
      ["apply", "--continue-after", "enter"],
      /^stack-slim: Nobody can press Enter here: the standard input is no terminal\.\n {2}Run it in a terminal/,
    ],
    [
      "an Enter for a program",
      ["apply", "--json", "--continue-after", "signal", "--continue-after", "enter"],
      /here: --json is for programs\./,
    ],
    ["an Enter that nobody is asked for", ["record", "--quiet"], /here: --quiet shows no question\./],
  ])("are refused before anything is done: %s", async (_, args, message) => {
    const folder = await folderWith({ "compose.yml": compose });
    const { exitCode, stdout, stderr } = await stackSlim(args, { cwd: folder });
    expect([exitCode, stdout]).toEqual([2, ""]);
    expect(stderr).toMatch(message);
  });

  it("are refused in stack-slim.yml with their place", async () => {
    const folder = await folderWith({ "compose.yml": compose, "stack-slim.yml": "version: 1\ncontinueAfter:\n  - enter\n  - exec\n" });
    const { exitCode, stderr } = await stackSlim(["plan"], { cwd: folder });
    expect(exitCode).toBe(2);
    expect(stderr).toContain(`${folder}/stack-slim.yml:4:5: continueAfter[1]: exec needs a command`);
  });

  it("of stack-slim.yml ask nobody before there is something to boot", async () => {
    const folder = await folderWith({ "compose.yml": compose, "stack-slim.yml": "continueAfter: enter\n" });
    expect((await stackSlim(["apply"], { cwd: folder })).stderr).toContain("no Docker engine answers");
  });
});

describe("trace files", () => {
  it("are merged by service and image, the same in any order, also into one of them", async () => {
    const folder = await folderWith({ monday, tuesday, other });
    const first = await stackSlim(["trace", "merge", "monday", "tuesday", "other", "-o", "week"], { cwd: folder });
    expect(first).toEqual({
      exitCode: 0,
      stderr: "",
      stdout:
        `Written ${folder}/week:\n` +
        "  web  shop/web:1  aaaaaaaaaaaa  2 sessions  3 facts  last 2026-01-02T03:04:05.000Z (enter)\n" +
        "  web  shop/web:1  bbbbbbbbbbbb  1 session   1 facts  last 2026-01-02T03:04:05.000Z (enter)\n",
    });
    const week = await readFile(join(folder, "week"), "utf8");
    await stackSlim(["trace", "merge", "other", "monday", "tuesday", "week", "monday", "-o", "monday"], { cwd: folder });
    expect(await readFile(join(folder, "monday"), "utf8")).toBe(week);
  });

  it("are imported into the stack's recording, and shown", async () => {
    const folder = await folderWith({ "compose.yml": compose, monday, tuesday });
    for (const file of ["monday", "tuesday", "tuesday"])
      expect((await stackSlim(["trace", "import", file], { cwd: folder })).exitCode).toBe(0);
    const { stdout } = await stackSlim(["trace", "show", "--json"], { cwd: folder });
    const { services } = JSON.parse(stdout) as { services: readonly { facts: number; sessions: readonly { id: string }[] }[] };
    expect(services.map(({ facts, sessions }) => [facts, sessions.map(({ id }) => id)])).toEqual([[3, ["m", "t"]]]);
  });

  it.each<[string, readonly string[], RegExp]>([
    ["one that isn't there", ["trace", "merge", "nowhere", "-o", "week"], /There is no trace file \/.*\/nowhere\.\n {2}Check the path/],
    [
      "another file",
      ["trace", "merge", "monday", "compose.yml", "-o", "week"],
      /compose\.yml:1: it is no trace file of stack-slim\.\n {2}Copy or record/,
    ],
    ["half a file", ["trace", "import", "half"], /half:\d: .*\n/],
    ["a folder", ["trace", "show", "."], /is a folder, not a trace file/],
    ["a target that is something else", ["trace", "merge", "monday", "-o", "compose.yml"], /compose\.yml:1: it is no trace file/],
    ["a target in no folder", ["trace", "merge", "monday", "-o", "no/week"], /There is no folder/],
    ["no target", ["trace", "merge", "monday"], /required option '-o, --output <file>' not specified/],
    ["no recording yet", ["trace", "show"], /Nothing is recorded of this stack: .*\n {2}Run `stack-slim record`/],
  ])("are refused: %s", async (_, args, message) => {
    const folder = await folderWith({ "compose.yml": compose, monday, half: monday.slice(0, -8) });
    const { exitCode, stdout, stderr } = await stackSlim(args, { cwd: folder });
    expect([exitCode, stdout]).toEqual([2, ""]);
    expect(stderr).toMatch(message);
    expect(await readFile(join(folder, "compose.yml"), "utf8")).toBe(compose);
  });
});
