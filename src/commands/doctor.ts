import { readFileSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { cliTools } from "../docker/cli-tools.js";
import { connectTo, engineEndpoint } from "../docker/connect.js";
import { createEngine } from "../docker/engine.js";
import { diagnosis, failureOf, judgeLeftovers, judgeNode, judgeTools, ok } from "../doctor/index.js";
import type { Finding } from "../model/doctor.js";
import { printable, printableJson } from "../model/printable.js";
import { StackSlimError } from "../model/errors.js";
import { examineEngine, examineRoom, examineSetup } from "../pipeline/examine.js";
import { trySensor } from "../pipeline/try-sensor.js";
import { terminalDiagnosis } from "../report/index.js";
import { openWorkspace, type Workspace } from "../workspace/index.js";
import { openCompose } from "../api/engine.js";
import { reportOptions } from "./report-options.js";
import { findSource, workspaceParent, type FileFlags } from "./source.js";

export type DoctorFlags = FileFlags & { readonly json?: boolean; /** false: --no-sensor. */ readonly sensor: boolean };

/** Looks at all that `apply` needs, and says how to mend what lacks. Resolves to the exit code: 0 when `apply` can work here, 3 when not. */
export async function doctorCommand(files: readonly string[], flags: DoctorFlags, signal: AbortSignal): Promise<0 | 3> {
  const findings: Finding[] = [judgeNode(process.version, leastNode()), ...judgeTools(await cliTools())];
  const folder = await projectFolder(files, flags);
  const spare = folder === undefined ? await mkdtemp(join(tmpdir(), "stack-slim-doctor-")) : undefined;
  try {
    findings.push(...(await examined(folder, spare, flags.sensor, signal)));
  } finally {
    if (spare !== undefined) await rm(spare, { recursive: true, force: true });
  }
  const found = diagnosis(findings);
  process.stdout.write(
    flags.json === true ? `${printableJson(found, 2)}\n` : terminalDiagnosis(found, reportOptions(process.stdout, process.env)),
  );
  return found.level === "failure" ? 3 : 0;
}

/** `folder`: the project's, whose workspace is looked at too; `spare` takes its place where there is no project. */
async function examined(
  folder: string | undefined,
  spare: string | undefined,
  sensor: boolean,
  signal: AbortSignal,
): Promise<readonly Finding[]> {
  const at = folder ?? spare ?? tmpdir();
  const findings: Finding[] = [];
  const opened = await openWorkspace(at, { madeBy: "stack-slim doctor", warn: tell }).catch((error: unknown) =>
    failureOf(...workspaceOf, error),
  );
  const workspace = "level" in opened ? undefined : opened;
  try {
    findings.push(...(await throughEngine(at, workspace, sensor, signal)));
  } finally {
    await workspace?.[Symbol.asyncDispose]();
  }
  if ("level" in opened) findings.push(opened);
  else if (folder !== undefined) findings.push(ok(...workspaceOf, `${opened.directory} can be written, and no other run has it`));
  return findings;
}

const workspaceOf = ["workspace", "workspace"] as const;

async function throughEngine(
  folder: string,
  workspace: Workspace | undefined,
  sensor: boolean,
  signal: AbortSignal,
): Promise<readonly Finding[]> {
  const about = ["engine", "engine"] as const;
  const leftovers =
    workspace === undefined ? [] : [judgeLeftovers(workspace.journal.leftovers().map(({ kind, name }) => `${kind} ${name}`))];
  try {
    const endpoint = await engineEndpoint();
    const engine = createEngine(await connectTo(endpoint));
    const facts = await engine.facts();
    const needed = await examineEngine(facts, endpoint);
    const rest = [...examineSetup(facts), ...(await examineRoom(folder, facts, endpoint)), ...leftovers];
    // What can't work needs no trial, which would only say the same in the engine's words.
    const isLost = needed.some(({ level }) => level === "failure") || workspace === undefined;
    if (!sensor || isLost) return [...needed, ...rest];
    const { architecture } = facts;
    const tried = await trySensor({ engine, compose: openCompose(), workspace, signal, architecture }).then(
      () => ok(...sensorOf, "the observer saw a container that the gate started, as in a profile"),
      (error: unknown) => failureOf(...sensorOf, error),
    );
    return [...needed, tried, ...rest];
  } catch (error) {
    return [failureOf(...about, error), ...(await examineRoom(folder)), ...leftovers];
  }
}

const sensorOf = ["sensor", "sensor"] as const;

/** undefined: there is no compose file here, so that only the engine is looked at. */
async function projectFolder(files: readonly string[], flags: FileFlags): Promise<string | undefined> {
  try {
    return workspaceParent((await findSource(files, flags, { ignoreConfig: true })).source);
  } catch (error) {
    if (error instanceof StackSlimError && files.length === 0 && flags.file === undefined) return undefined;
    throw error;
  }
}

const leastNode = (): string => {
  const manifest = JSON.parse(readFileSync(new URL("../../package.json", import.meta.url), "utf8")) as { engines: { node: string } };
  return manifest.engines.node.replace(">=", "");
};

const tell = (message: string): void => void process.stderr.write(printable(`${message}\n`));
