import { randomBytes } from "node:crypto";
import { resolve } from "node:path";
import type { CheckContainer } from "../model/config.js";
import { StackSlimError } from "../model/errors.js";
import type { ContainerRun, Engine, ExecResult } from "../model/ports.js";
import type { Stack } from "../model/stack.js";

export type CheckContainerOptions = {
  readonly engine: Pick<Engine, "inspectImage" | "runContainer">;
  readonly stack: Stack;
  readonly project: string;
  readonly runId: string;
  /** What relative folders of the host are relative to. */
  readonly cwd: string;
};

/**
 * Runs a check's container beside the running stack. A service of the file runs in its original image, with its command, environment and
 * bind mounts, which it can only read: the check must neither depend on a slim image nor write where the user's stack does.
 * @throws StackSlimError `check.no-image` (exit 2) when the engine lacks the image.
 */
export const runCheckContainer = async (
  container: CheckContainer,
  environment: Readonly<Record<string, string>>,
  signal: AbortSignal,
  { engine, stack, project, runId, cwd }: CheckContainerOptions,
): Promise<ExecResult> => {
  const run = containerRun(container, environment, stack, cwd);
  if ((await engine.inspectImage(run.image)) === undefined) {
    throw new StackSlimError(`the image ${run.image} isn't in the engine`, {
      code: "check.no-image",
      exitCode: 2,
      hint: `docker pull ${run.image}, or build it`,
    });
  }
  const name = `${project}-check-${randomBytes(4).toString("hex")}`;
  return await engine.runContainer({ ...run, name, project, labels: { "stack-slim.run": runId, "stack-slim.role": "check" } }, signal);
};

/** What the container is made of, but for its name and labels. */
export const containerRun = (
  { image, service, command, environment: own = {}, mounts = {} }: CheckContainer,
  environment: Readonly<Record<string, string>>,
  stack: Stack,
  cwd: string,
): Omit<ContainerRun, "name" | "project" | "labels"> => {
  const spec = service === undefined ? {} : (stack.model.services[service] ?? {});
  const binds = (spec.volumes ?? []).filter(({ type, source }) => type === "bind" && source !== undefined);
  const words = command ?? spec.command ?? undefined;
  const set = Object.entries(spec.environment ?? {}).filter((entry): entry is [string, string] => entry[1] !== null);
  return {
    image: image ?? stack.services.find(({ name }) => name === service)?.image ?? "",
    ...(spec.entrypoint ? { entrypoint: spec.entrypoint } : {}),
    ...(words === undefined ? {} : { command: words }),
    ...(spec.user === undefined ? {} : { user: spec.user }),
    ...(spec.working_dir === undefined ? {} : { workingDirectory: spec.working_dir }),
    environment: { ...environment, ...Object.fromEntries(set), ...own },
    readOnlyMounts: {
      ...Object.fromEntries(binds.map(({ target, source }) => [target, source ?? ""])),
      ...Object.fromEntries(Object.entries(mounts).map(([source, target]) => [target, resolve(cwd, source)])),
    },
  };
};
