import { execa } from "execa";

/** What of the docker command line is there: the first line each says of itself, which may name no version at all (`dev`); undefined: it isn't there. */
export type CliTools = { readonly docker?: string; readonly compose?: string };

export async function cliTools(): Promise<CliTools> {
  const [docker, compose] = await Promise.all([firstLine(["--version"]), firstLine(["compose", "version"])]);
  return { ...(docker === undefined ? {} : { docker }), ...(compose === undefined ? {} : { compose }) };
}

async function firstLine(args: readonly string[]): Promise<string | undefined> {
  const { exitCode, stdout } = await execa("docker", args, { reject: false, stdin: "ignore" });
  return exitCode === 0 ? (stdout.split("\n")[0]?.trim() ?? "") : undefined;
}
