import { randomBytes } from "node:crypto";
import { setMaxListeners } from "node:events";
import { cpSync, mkdtempSync, realpathSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { openCompose, openEngine } from "../../../src/api/engine.js";
import { findSource } from "../../../src/commands/source.js";
import { decodeRecordPath } from "../../../src/model/path-bytes.js";
import type { TraceFact } from "../../../src/model/trace.js";
import { bootStack } from "../../../src/pipeline/boot.js";
import { planStage } from "../../../src/pipeline/plan-stage.js";
import { profileStage } from "../../../src/pipeline/profile-stage.js";
import type { RunContext } from "../../../src/pipeline/run-context.js";
import { parseRecord } from "../../../src/profile/index.js";
import type { TrialObservations } from "../../../src/trial/index.js";
import { openWorkspace } from "../../../src/workspace/index.js";
import { seeContainers, type SeenContainer } from "./containers-seen.js";

export const kindsFolder = fileURLToPath(new URL("../fixtures/kinds", import.meta.url));

export type KindsBoots = {
  readonly plain: readonly SeenContainer[];
  readonly observed: readonly SeenContainer[];
  /** Services that did not get ready, with what went wrong, of both boots. */
  readonly troubles: readonly string[];
  /** What the sensor recorded, by service: lookups that failed too. */
  readonly facts: ReadonlyMap<string, readonly TraceFact[]>;
};

/**
 * Boots the stack of all kinds twice as `apply` does, first as it is, then under the sensor; leaves nothing in the engine.
 * @throws StackSlimError `sensor.void` when anything was lost.
 */
export async function bootKinds(): Promise<KindsBoots> {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), "kinds-")));
  try {
    const files = ["compose.yml", "runtimes.yml"].map((name) => join(folder, name));
    for (const name of ["compose.yml", "runtimes.yml", "stack-slim.yml"]) cpSync(join(kindsFolder, name), join(folder, name));
    await using workspace = await openWorkspace(folder, { madeBy: "kinds", warn: () => undefined });
    const { source, config } = await findSource(files, {});
    const [engine, compose] = [await openEngine(), openCompose()];
    const troubles: string[] = [];
    const { signal } = new AbortController();
    // Every service waits on it.
    setMaxListeners(0, signal);
    const context: RunContext = {
      ...{ engine, compose, workspace, config, engineInfo: await engine.info() },
      ...(await planStage({ source, config }, { engine, compose })),
      runId: randomBytes(4).toString("hex"),
      startedAt: performance.now(),
      clones: [],
      emit: () => undefined,
      warn: () => undefined,
      signal,
      options: { maxBoots: 1, weigh: "bytes", readyWithinMs: 120_000, fresh: true, denyDockerSocket: false, mostCopyBytes: 1024 ** 3 },
    };
    let plain: readonly SeenContainer[] = [];
    const seen = await bootStack(context, {
      ...{ number: 2, stage: "profile", phase: "profile", images: {}, checks: [], tries: { kind: "condemn", failures: () => 1 } },
      onRunning: () => (plain = seeContainers(context.runId)),
    });
    troubles.push(...troublesOf("plain", seen.services));
    let observed: readonly SeenContainer[] = [];
    const { profile } = await profileStage(context, () => (observed = seeContainers(context.runId)));
    troubles.push(
      ...profile.trial.services.flatMap(({ service, evidence }) =>
        evidence.filter(({ kind }) => kind !== "exit" && kind !== "log").map(({ detail }) => `observed ${service}: ${detail}`),
      ),
    );
    const facts = new Map<string, readonly TraceFact[]>();
    for (const service of Object.keys(profile.traces)) {
      const record = (await workspace.readBytes(`services/${service}/trace.tsv`)) ?? Buffer.alloc(0);
      facts.set(service, parseRecord(service, record, { decode: decodeRecordPath }).trace.facts);
    }
    return { plain, observed, troubles, facts };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const troublesOf = (boot: string, services: TrialObservations["services"]): readonly string[] =>
  services.flatMap(({ service, probeError }) => (probeError === undefined ? [] : [`${boot} ${service}: ${probeError}`]));
