import { existsSync } from "node:fs";
import { mkdir, mkdtemp, realpath, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { execa } from "execa";
import { afterAll } from "vitest";

/** The program as it is shipped: `npm run build` makes it. */
export const builtCli = resolve(import.meta.dirname, "../../dist/cli.js");
if (!existsSync(builtCli)) throw new Error(`${builtCli} isn't there: run \`npm run build\` first`);

export type Ran = { readonly exitCode: number; readonly stdout: string; readonly stderr: string };
export type RunOptions = { readonly cwd?: string; readonly env?: Readonly<Record<string, string>> };

/** An environment without an engine, and without what the developer's own shell may say about compose and colours. */
export const environment = (extra: Readonly<Record<string, string>> = {}): Record<string, string> => {
  const kept = Object.entries(process.env).filter(
    ([name]) => !/^(COMPOSE_|DOCKER_|COLUMNS$|NO_COLOR$|FORCE_COLOR$|CI$|STACK_SLIM_)/.test(name),
  );
  return { ...(Object.fromEntries(kept) as Record<string, string>), DOCKER_HOST: "unix:///nonexistent/stack-slim-test.sock", ...extra };
};

/** Runs the built program. `--` keeps Node itself from reading its arguments: it takes an `--env-file` even behind the script's name. */
export async function stackSlim(args: readonly string[], { cwd, env }: RunOptions = {}): Promise<Ran> {
  const { exitCode, stdout, stderr } = await execa(process.execPath, ["--", builtCli, ...args], {
    ...(cwd === undefined ? {} : { cwd }),
    env: environment(env),
    extendEnv: false,
    reject: false,
    stdin: "ignore",
    stripFinalNewline: false,
  });
  return { exitCode: exitCode ?? -1, stdout, stderr };
}

const made: string[] = [];
afterAll(() => Promise.all(made.map((folder) => rm(folder, { recursive: true, force: true }))));

/** A folder of its own with these files, removed after the tests of the file. The path has no symbolic links. */
export async function folderWith(files: Readonly<Record<string, string | Uint8Array>> = {}): Promise<string> {
  const folder = await realpath(await mkdtemp(join(tmpdir(), "stack-slim-cli-")));
  made.push(folder);
  for (const [name, content] of Object.entries(files)) {
    await mkdir(dirname(join(folder, name)), { recursive: true });
    await writeFile(join(folder, name), content);
  }
  return folder;
}
