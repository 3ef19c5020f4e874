import type Docker from "dockerode";
import type { ContainerRun, ExecResult } from "../model/ports.js";
import { demultiplex } from "./stream-text.js";

const tailLines = 200;
const tailBytes = 4 * 1024;

/**
 * Runs a container to its end on the networks of a project of ours, and removes it, also when the signal aborts. Its labels make it one of the
 * project's, so that whatever ends this process between two calls, the project's removal takes it along.
 * Rejects with the engine's error; an abort gives exit code 137.
 */
export async function runContainer(docker: Docker, run: ContainerRun, signal: AbortSignal): Promise<ExecResult> {
  const networks = await docker.listNetworks({ filters: { label: [`com.docker.compose.project=${run.project}`] } });
  const [first, ...others] = networks.map(({ Name }) => Name).sort();
  const container = await docker.createContainer({
    name: run.name,
    Image: run.image,
    ...(run.entrypoint === undefined ? {} : { Entrypoint: [...run.entrypoint] }),
    ...(run.command === undefined ? {} : { Cmd: [...run.command] }),
    ...(run.workingDirectory === undefined ? {} : { WorkingDir: run.workingDirectory }),
    ...(run.user === undefined ? {} : { User: run.user }),
    Env: Object.entries(run.environment).map(([name, value]) => `${name}=${value}`),
    Labels: {
      ...run.labels,
      "com.docker.compose.project": run.project,
      "com.docker.compose.service": run.name,
      "com.docker.compose.oneoff": "True",
    },
    HostConfig: {
      NetworkMode: first ?? "none",
      Mounts: Object.entries(run.readOnlyMounts).map(([target, source]) => ({
        Type: "bind",
        Source: source,
        Target: target,
        ReadOnly: true,
      })),
      RestartPolicy: { Name: "no" },
    },
  });
  const kill = (): void => void container.kill().catch(() => undefined);
  try {
    for (const name of others) await docker.getNetwork(name).connect({ Container: container.id });
    if (signal.aborted) return { exitCode: 137, output: "" };
    await container.start();
    signal.addEventListener("abort", kill, { once: true });
    if (signal.aborted) kill();
    const { StatusCode } = (await container.wait()) as { StatusCode: number };
    const log = await container.logs({ stdout: true, stderr: true, follow: false, tail: tailLines });
    return { exitCode: StatusCode, output: demultiplex(log).slice(-tailBytes) };
  } finally {
    signal.removeEventListener("abort", kill);
    await container.remove({ force: true, v: true });
  }
}
