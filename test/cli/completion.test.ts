import { join } from "node:path";
import { execa } from "execa";
import { beforeAll, describe, expect, it } from "vitest";
import { createProgram } from "../../src/cli/program.js";
import { environment, folderWith, stackSlim } from "./built-cli.js";

const program = createProgram("0.0.0", new AbortController().signal);
const commands = program.commands.map((command) => command.name());
const files = {
  "compose.yml": "services:\n  front-end: { image: a }\n  front-desk: { image: b }\n  back: { image: c }\n",
  "a folder/more.yml": "",
  "other file.yml": "",
};

describe("in bash", () => {
  let folder: string;
  let script: string;
  beforeAll(async () => {
    folder = await folderWith(files);
    script = (await stackSlim(["completion", "bash"])).stdout;
  });

  /** What bash offers for the last of these words, which COMP_WORDBREAKS has already split at `=`. */
  async function offered(...words: readonly string[]): Promise<readonly string[]> {
    const ask = `${script}\nCOMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); _stack_slim; printf '%s\\n' "\${COMPREPLY[@]}"`;
    const { stdout } = await execa("bash", ["--norc", "-c", ask, "bash", "stack-slim", ...words], {
      cwd: folder,
      env: environment(),
      extendEnv: false,
    });
    return stdout.split("\n").filter((word) => word !== "");
  }

  it.each<[readonly string[], readonly string[]]>([
    [["pl"], ["plan"]],
    [
      ["report", "--format", "j"],
      ["json", "junit"],
    ],
    [
      ["report", "--format", "="],
      ["terminal", "markdown", "html", "json", "junit", "github"],
    ],
    [["report", "--format", "=", "m"], ["markdown"]],
    [["apply", "--po"], ["--policy"]],
    [["apply", "--policy", "strict", "--max-b"], ["--max-boots"]],
    [["plan", "o"], ["other file.yml"]],
    [["plan", "-f", "c"], ["compose.yml"]],
    [["apply", "--project-directory", ""], ["a folder"]],
    [["plan", "--project-name", ""], []],
    [
      ["why", "front"],
      ["front-end", "front-desk"],
    ],
    [["diff", "--top", "3", "ba"], ["back"]],
    [["why", "back", "/usr/"], []],
    [
      ["completion", ""],
      ["bash", "zsh", "fish"],
    ],
    [["help", "xr"], ["xray"]],
    [["nope", ""], []],
    [["$(touch ran)", "`touch ran`", ""], []],
  ])("%j", async (words, expected) => {
    expect((await offered(...words)).toSorted()).toEqual(expected.toSorted());
    if (words[0] === "$(touch ran)") expect(await offered("plan", "ra")).toEqual([]);
  });

  it("every command and every option of it", async () => {
    expect(await offered("")).toEqual(commands);
    for (const command of program.commands) {
      const options = command.createHelp().visibleOptions(command);
      expect(await offered(command.name(), "-")).toEqual(options.map(({ long, short }) => long ?? short));
    }
  });
});

describe.each(["zsh", "fish"])("in %s", (shell) => {
  it("names every command and every option, and is read where there is such a shell", async () => {
    const { stdout } = await stackSlim(["completion", shell]);
    for (const command of program.commands) {
      expect(stdout).toContain(command.name());
      for (const { long } of command.options) expect(stdout).toContain(shell === "fish" ? `-l ${(long ?? "").slice(2)} ` : long);
    }
    const folder = await folderWith({ script: stdout });
    const read = await execa(shell, ["-n", join(folder, "script")], { reject: false });
    if (read.code !== "ENOENT") expect([read.exitCode, read.stderr]).toEqual([0, ""]);
  });
});

it("of a shell it doesn't know is wrong usage", async () => {
  const { exitCode, stderr } = await stackSlim(["completion", "csh"]);
  expect(exitCode).toBe(2);
  expect(stderr).toContain("Allowed choices are bash, zsh, fish.");
});
