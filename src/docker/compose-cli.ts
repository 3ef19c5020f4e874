import { execa } from "execa";
import type { ComposeModel } from "../model/compose-model.js";
import { StackSlimError } from "../model/errors.js";
import type { Compose, ComposeRun, ComposeUp } from "../model/ports.js";
import type { StackSource } from "../model/stack.js";
import { patienceMs } from "./bound-calls.js";
import { engineError } from "./engine-error.js";

const teardownGraceSeconds = 5;

/** The compose port over the `docker compose` CLI: compose alone knows how a compose file is meant. */
export function createCompose(): Compose {
  return {
    config: async (source, warn) => {
      const { failed, stdout, stderr } = await compose(["config", "--format", "json"], sourceArguments(source), {
        cwd: source.projectDirectory,
        withinMs: patienceMs(),
      });
      if (failed) throw refused(source, stderr);
      for (const message of composeWarnings(stderr)) warn?.(message);
      return JSON.parse(stdout) as ComposeModel;
    },
    build: async (source, services, signal) => {
      const { failed, stderr } = await compose(["build", "--quiet", ...services], sourceArguments(source), { cancelSignal: signal });
      if (failed) {
        const why = lastLines(stderr, 8);
        throw new StackSlimError(`docker compose build failed for ${services.join(", ")}:\n${why}`, { code: "compose.build", exitCode: 3 });
      }
    },
    pull: async (source, services, signal) => {
      const { failed, stderr } = await compose(["pull", "--quiet", ...services], sourceArguments(source), { cancelSignal: signal });
      if (!failed || signal.aborted) return;
      throw new StackSlimError(`docker compose could not pull the images of ${services.join(", ")}: ${lastLines(stderr, 3)}`, {
        code: "compose.pull",
        exitCode: 3,
        hint: "Bring the images into the engine by hand, or mend their names.",
      });
    },
    up: (run, signal) => up(run, [], signal),
    remove: async (run, services, signal) => {
      await bounded(run, ["kill", ...services], signal);
      const { failed, all } = await bounded(run, ["rm", "--stop", "--force", "--volumes", ...services], signal);
      if (failed && !signal.aborted) throw failure(`remove ${services.join(", ")}`, all);
    },
    start: (run, services, signal) => up(run, ["--no-deps", ...services], signal),
    stop: async (run, services, signal) => void (await bounded(run, ["stop", ...services], signal)),
    restart: async (run, services, signal) => {
      const { failed, all } = await bounded(run, ["restart", "--no-deps", ...services], signal);
      if (failed && !signal.aborted) throw failure(`restart ${services.join(", ")}`, all);
    },
    down: async (run) => {
      const words = ["down", "--volumes", "--remove-orphans", "--timeout", String(teardownGraceSeconds)];
      const { failed, all } = await ofRun(run, words, undefined, 2 * patienceMs());
      if (failed) throw failure(`remove the project ${run.project}`, all);
    },
  };
}

async function up(run: ComposeRun, more: readonly string[], signal: AbortSignal): Promise<ComposeUp> {
  const { failed, all } = await ofRun(
    run,
    [...environmentOf(run), "up", "--detach", "--no-build", "--pull", "never", "--quiet-pull", ...more],
    signal,
  );
  return { ok: !failed, output: lastLines(all, 20) };
}

type Result = { readonly failed: boolean; readonly stdout: string; readonly stderr: string; readonly all: string };

type CallOptions = {
  readonly cwd?: string;
  readonly cancelSignal?: AbortSignal;
  /** How long it may take; absent: its caller bounds it, or nobody can. */
  readonly withinMs?: number;
};

async function compose(
  command: readonly string[],
  context: readonly string[],
  { cwd, cancelSignal, withinMs }: CallOptions,
): Promise<Result> {
  const environment = { COMPOSE_ANSI: "never", COMPOSE_PROGRESS: "plain", COMPOSE_MENU: "false" };
  const child = execa("docker", ["compose", ...context, ...command], {
    ...(cwd === undefined ? {} : { cwd }),
    reject: false,
    all: true,
    stdin: "ignore",
    env: environment,
    // A terminal's Ctrl-C goes to the whole foreground group; compose must not stop half-way while we clean up.
    detached: true,
  });
  // The docker command runs compose as a child of its own: to end one without the other would let it go on making containers.
  const endGroup = (): void => {
    if (child.pid === undefined) return;
    try {
      process.kill(-child.pid, "SIGKILL");
    } catch {
      // It ended by itself just now.
    }
  };
  if (cancelSignal?.aborted === true) endGroup();
  cancelSignal?.addEventListener("abort", endGroup, { once: true });
  let late = false;
  const expire = (): void => {
    late = true;
    endGroup();
  };
  const timer = withinMs === undefined ? undefined : setTimeout(expire, withinMs);
  const result = await child;
  clearTimeout(timer);
  cancelSignal?.removeEventListener("abort", endGroup);
  if (late) throw silent(command, withinMs ?? 0);
  if (result.code === "ENOENT") throw missing("The docker command isn't there.");
  const text = { stdout: String(result.stdout ?? ""), stderr: String(result.stderr ?? ""), all: String(result.all ?? "") };
  // Without the plugin, docker takes compose's first flag for one of its own.
  if (/is not a docker command|unknown command: docker compose|unknown flag: --(file|project-name)/.test(text.stderr))
    throw missing("This docker has no `compose` command.");
  return { failed: result.failed, ...text };
}

const missing = (what: string): StackSlimError =>
  new StackSlimError(what, {
    code: "compose.missing",
    exitCode: 3,
    hint: "Install Docker Compose v2 as the CLI plugin docker-compose.",
  });

const sourceArguments = (source: StackSource): readonly string[] => [
  ...source.files.flatMap((file) => ["--file", file]),
  ...source.profiles.flatMap((profile) => ["--profile", profile]),
  ...source.envFiles.flatMap((file) => ["--env-file", file]),
  ...(source.projectName === undefined ? [] : ["--project-name", source.projectName]),
  "--project-directory",
  source.projectDirectory,
];

/** Secrets and configs from variables need the files that set them; taking a stack down must work without. */
const environmentOf = ({ envFiles = [] }: ComposeRun): readonly string[] => envFiles.flatMap((file) => ["--env-file", file]);

const ofRun = (run: ComposeRun, command: readonly string[], signal?: AbortSignal, withinMs?: number): Promise<Result> =>
  compose(command, ["--project-name", run.project, "--file", run.file, "--project-directory", run.projectDirectory], {
    ...(signal === undefined ? {} : { cancelSignal: signal }),
    ...(withinMs === undefined ? {} : { withinMs }),
  });

/** What takes no longer than stopping and removing: an engine that hangs must not hold the run up for good. */
const bounded = (run: ComposeRun, command: readonly string[], signal?: AbortSignal): Promise<Result> =>
  ofRun(run, command, signal, 10 * patienceMs());

/** What to do about the refusals that are no fault of the compose file. */
const hints: readonly (readonly [RegExp, string])[] = [
  [/project name/, "Give the project another name: with -p, or as `name:` in the compose file."],
  [
    /required variable .* is missing/,
    "Set the variable in the environment, in .env beside the compose file, or in a file given with --env-file.",
  ],
  [/docker endpoint|docker context/, "Point DOCKER_HOST or `docker context use` at an engine, or unset DOCKER_HOST."],
];

function refused(source: StackSource, stderr: string): StackSlimError {
  const message = stderr
    .split("\n")
    .filter((line) => line.trim() !== "" && !line.startsWith("time="))
    .join("\n");
  return new StackSlimError(`docker compose refuses ${source.files.join(", ")}: ${message}`, {
    code: "compose.refused",
    exitCode: 2,
    hint: hints.find(([pattern]) => pattern.test(message))?.[1] ?? "Mend the compose file: `docker compose config` says the same.",
  });
}

/** Compose logs warnings as `time="…" level=warning msg="…"`, the message quoted as by Go's %q. That `version:` has no meaning any more changes nothing. */
export const composeWarnings = (stderr: string): readonly string[] =>
  [...stderr.matchAll(/level=warning msg=(?:"((?:[^"\\]|\\.)*)"|(\S+))/g)]
    .map(([, quoted, bare]) => bare ?? (quoted ?? "").replaceAll(/\\(["\\])/g, "$1"))
    .filter((message) => !/`version` is obsolete/.test(message));

const lastLines = (text: string, count: number): string => text.trimEnd().split("\n").slice(-count).join("\n");

const failure = (action: string, output: string): StackSlimError =>
  new StackSlimError(`docker compose could not ${action}: ${lastLines(output, 5)}`, {
    code: "compose.failed",
    exitCode: 3,
    hint: "Look whether the engine answers (`docker ps`), then run the same command again: it removes what this run left and goes on.",
  });

const silent = (command: readonly string[], ms: number): StackSlimError =>
  engineError(
    `answer docker compose ${command[0] ?? ""}`,
    new StackSlimError(`no end within ${String(Math.round(ms / 1000))} s`, { code: "engine.silent", exitCode: 3 }),
  );
