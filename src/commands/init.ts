import { writeFile } from "node:fs/promises";
import { dirname, join, relative, resolve } from "node:path";
import { writeConfig } from "../config/index.js";
import { StackSlimError } from "../model/errors.js";
import type { ConfigProposal } from "../model/proposal.js";
import { configSchema, configSchemaName } from "../pipeline/config-schema.js";
import { proposeFromBoot, proposeFromPlan, type InitInput } from "../pipeline/init-stage.js";
import { findComposeFiles } from "../stack/find-compose-files.js";
import { plural } from "../report/index.js";
import { openUi } from "./open-ui.js";
import { openWorkspace, writeBeside } from "../workspace/index.js";
import { copyOptions, type CopyFlags } from "../api/copies.js";
import { engineIfAny, openCompose, openEngine } from "../api/engine.js";
import { isThere, needFolder } from "../api/paths.js";
import { configName, findSource, workspaceParent, type SourceFlags } from "./source.js";

export type InitFlags = Omit<SourceFlags, "config" | "policy"> &
  CopyFlags & {
    readonly output?: string;
    readonly force?: boolean;
    /** false: --no-boot. */
    readonly boot: boolean;
    readonly readyTimeout: number;
    readonly quiet?: boolean;
    readonly probeWrites?: boolean;
  };

/** Writes a first stack-slim.yml for this stack. @throws StackSlimError exit 2 when there is one and --force isn't given, or it can't be written. */
export async function initCommand(files: readonly string[], flags: InitFlags, version: string, signal: AbortSignal): Promise<void> {
  const { source, config } = await findSource(files, flags, { ignoreConfig: true });
  const parent = workspaceParent(source);
  const target = resolve(flags.output ?? join(parent, configName));
  await needFolder("folder", dirname(target), "Make the folder first, or give -o another place.");
  if (flags.force !== true && (await isThere(target))) throw alreadyThere(target);
  const compose = await composeNames(source.files, dirname(target));
  const input = { source, config, ...(compose === undefined ? {} : { compose }) };
  const proposal = flags.boot ? await fromBoot(input, flags, version, signal) : await fromPlan(input);
  await writeBeside(parent, configSchemaName, configSchema());
  const schema = relative(dirname(target), join(parent, ".stack-slim", configSchemaName));
  await writeFile(target, writeConfig(proposal, { schema }), { flag: flags.force === true ? "w" : "wx" }).catch((cause: unknown) => {
    throw cannotWrite(target, cause);
  });
  process.stdout.write(`${summary(target, proposal)}\n`);
}

async function fromPlan(input: InitInput): Promise<ConfigProposal> {
  const found = await engineIfAny();
  return proposeFromPlan(input, {
    compose: openCompose(),
    ...("engine" in found ? { engine: found.engine } : { imageProblem: found.problem }),
  });
}

async function fromBoot(input: InitInput, flags: InitFlags, version: string, signal: AbortSignal): Promise<ConfigProposal> {
  const engine = await openEngine().catch((error: unknown) => {
    if (!(error instanceof StackSlimError)) throw error;
    const { message, code, exitCode } = error;
    throw new StackSlimError(message, {
      code,
      exitCode,
      hint: "With --no-boot the file is written from the compose file alone.",
      cause: error,
    });
  });
  const { ui } = openUi(flags);
  try {
    const warn = (detail: string): void => ui.emit({ type: "warning", stage: "load", detail });
    await using workspace = await openWorkspace(workspaceParent(input.source), { madeBy: `stack-slim ${version}`, warn });
    const readyWithinMs = flags.readyTimeout * 1000;
    const ports = { engine, compose: openCompose(), workspace, emit: ui.emit, signal, readyWithinMs, probeWrites: flags.probeWrites };
    return await proposeFromBoot(input, { ...ports, ...copyOptions(flags, input.config) });
  } finally {
    await ui.finish();
  }
}

/** The compose files from the new file's folder; undefined when they are those that are found there anyway. */
async function composeNames(files: readonly string[], folder: string): Promise<readonly string[] | undefined> {
  const found = await findComposeFiles(folder).catch((): readonly string[] => []);
  const isFound = found.length === files.length && found.every((file, at) => file === files[at]);
  return isFound ? undefined : files.map((file) => relative(folder, file));
}

function summary(target: string, { services, checks }: ConfigProposal): string {
  const probes = services.filter(({ probe }) => probe.written).length;
  const written = checks.filter((check) => check.written);
  const heldOut = written.filter(({ use }) => use === "held-out").length;
  const probed = probes === 0 ? "no probe of its own" : `${plural(probes, "probe")} that answered`;
  const checked = written.length === 0 ? "no check yet" : `${plural(written.length, "check")}, ${String(heldOut)} of them held-out`;
  return `Wrote ${target}: ${plural(services.length, "service")}, ${probed}, ${checked}. Read it, say in it what your users do, then run stack-slim apply.`;
}

const alreadyThere = (path: string): StackSlimError =>
  new StackSlimError(`There is a ${path} already.`, {
    code: "init.exists",
    exitCode: 2,
    hint: "Give --force to write over it, or -o another place.",
  });

const cannotWrite = (path: string, cause: unknown): StackSlimError =>
  (cause as NodeJS.ErrnoException).code === "EEXIST"
    ? alreadyThere(path)
    : new StackSlimError(`${path} can't be written: ${cause instanceof Error ? cause.message : String(cause)}`, {
        code: "usage.output",
        exitCode: 2,
        hint: "Give -o a file in a folder that can be written.",
        cause,
      });
