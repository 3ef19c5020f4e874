import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { describe, expect, it } from "vitest";
import { stackSlim } from "./built-cli.js";

const manifest = JSON.parse(readFileSync(resolve(import.meta.dirname, "../../package.json"), "utf8")) as { version: string };
const commands = ["plan", "init", "apply", "emit", "report", "why", "clean"];

describe("help", () => {
  it("lists the commands, with examples", async () => {
    const { exitCode, stdout, stderr } = await stackSlim(["--help"]);
    expect([exitCode, stderr]).toEqual([0, ""]);
    for (const name of commands) expect(stdout).toMatch(new RegExp(`^  ${name} `, "m"));
    expect(stdout).toMatch(/^Examples:\n {2}stack-slim plan /m);
    for (const line of stdout.split("\n").slice(stdout.split("\n").indexOf("Examples:"))) expect(line.length).toBeLessThanOrEqual(100);
  });

  it.each(commands)("of %s is the same by help and by --help, with an example", async (name) => {
    const [byCommand, byOption] = await Promise.all([stackSlim(["help", name]), stackSlim([name, "--help"])]);
    expect(byCommand).toEqual(byOption);
    expect([byCommand.exitCode, byCommand.stderr]).toEqual([0, ""]);
    expect(byCommand.stdout).toMatch(new RegExp(`^Usage: stack-slim ${name} `));
    expect(byCommand.stdout).toMatch(new RegExp(`^Examples?:\n  stack-slim ${name} `, "m"));
    expect(byCommand.stdout).not.toContain("(default: [])");
  });

  it("of plan names every way to say which stack is meant", async () => {
    const { stdout } = await stackSlim(["help", "plan"]);
    for (const flag of [
      "-f, --file",
      "--profile",
      "--env-file",
      "-p, --project-name",
      "--project-directory",
      "--config",
      "--policy",
      "--json",
      "--edges",
    ])
      expect(stdout).toContain(`  ${flag}`);
  });
});

it("says its version", async () => {
  expect(await stackSlim(["--version"])).toEqual({ exitCode: 0, stdout: `${manifest.version}\n`, stderr: "" });
});

describe("wrong usage is exit code 2, told on standard error", () => {
  it.each<[readonly string[], RegExp]>([
    [[], /^Usage: stack-slim/],
    [["nope"], /unknown command 'nope'/],
    [["plna"], /unknown command 'plna'\n\(Did you mean plan\?\)/],
    [["help", "nope"], /unknown command 'nope'/],
    [["plan", "--nope"], /unknown option '--nope'\n\(stack-slim plan --help lists what it takes\)/],
    [["plan", "--edgs"], /unknown option '--edgs'\n\(Did you mean --edges\?\)/],
    [["plan", "--config"], /option '--config <file>' argument missing/],
    [["plan", "--policy", "nonsense"], /'nonsense' is invalid\. Allowed choices are strict, balanced, safe\./],
    [["report", "--format", "pdf"], /'pdf' is invalid\. Allowed choices are terminal, markdown, html, json, junit, github\./],
    [["apply", "--max-boots", "many"], /'many' is invalid\. A number above 0 is expected\./],
    [["apply", "--max-boots", "2.5"], /'2\.5' is invalid\. A whole number is expected\./],
    [["apply", "--ready-timeout", "-1"], /'-1' is invalid\. A number above 0 is expected\./],
    [["apply", "--max-copy", "much"], /'much' is invalid\. A number of bytes is expected, such as 500000 or 4G\./],
    [["apply", "--max-copy", "0"], /'0' is invalid\. A number of bytes is expected/],
    [["apply", "--clone-volumes", "some"], /'some' is invalid\. Allowed choices are external, all\./],
    [["why"], /missing required argument 'service'/],
    [["why", "web"], /missing required argument 'path'/],
  ])("%j", async (args, says) => {
    const { exitCode, stdout, stderr } = await stackSlim(args);
    expect([exitCode, stdout]).toEqual([2, ""]);
    expect(stderr).toMatch(says);
    expect(stderr).not.toMatch(/^\s+at /m);
  });
});
