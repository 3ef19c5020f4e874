import type Docker from "dockerode";
import type { ExecResult, VolumeFill, VolumeInfo } from "../model/ports.js";
import { isNotFound } from "./engine-error.js";
import { demultiplex } from "./stream-text.js";

const tailBytes = 4 * 1024;

/** For files of any owner, with their modes, devices and file capabilities; nothing else. */
const capabilities = ["CHOWN", "DAC_OVERRIDE", "FOWNER", "FSETID", "MKNOD", "SETFCAP"];

/** The volume, and which containers run on it; undefined when there is none. Rejects with the engine's error. */
export async function inspectVolume(docker: Docker, name: string): Promise<VolumeInfo | undefined> {
  try {
    const { CreatedAt: createdAt = "" } = (await docker.getVolume(name).inspect()) as { readonly CreatedAt?: string };
    const running = await docker.listContainers({ filters: { volume: [name] } });
    return { createdAt, runningOn: running.map(({ Names: [first = ""] }) => first.replace(/^\//, "")).sort() };
  } catch (error) {
    if (isNotFound(error)) return undefined;
    throw error;
  }
}

/**
 * As Engine.fillVolume. The source is mounted read-only, and `NoCopy` keeps the engine from putting files of the image into either volume.
 * Rejects with the engine's error.
 */
export async function fillVolume(docker: Docker, fill: VolumeFill, signal: AbortSignal): Promise<ExecResult> {
  await docker.createVolume({ Name: fill.to, Labels: { ...fill.volumeLabels } });
  const container = await docker.createContainer({
    name: fill.name,
    Image: fill.image,
    Cmd: [...fill.command],
    Labels: { ...fill.labels, "com.docker.compose.project": fill.project, "com.docker.compose.oneoff": "True" },
    HostConfig: {
      NetworkMode: "none",
      ReadonlyRootfs: true,
      CapDrop: ["ALL"],
      CapAdd: capabilities,
      SecurityOpt: ["no-new-privileges"],
      Mounts: [mount(fill.from, "/from", true), mount(fill.to, "/to", false)],
      RestartPolicy: { Name: "no" },
    },
  });
  const kill = (): void => void container.kill().catch(() => undefined);
  try {
    if (signal.aborted) return { exitCode: 137, output: "" };
    await container.start();
    signal.addEventListener("abort", kill, { once: true });
    if (signal.aborted) kill();
    const { StatusCode } = (await container.wait()) as { StatusCode: number };
    const log = await container.logs({ stdout: true, stderr: true, follow: false });
    return { exitCode: StatusCode, output: demultiplex(log).slice(-tailBytes).trim() };
  } finally {
    signal.removeEventListener("abort", kill);
    await container.remove({ force: true });
  }
}

const mount = (source: string, target: string, isSource: boolean): Docker.MountSettings => ({
  ...{ Type: "volume", Source: source, Target: target, ReadOnly: isSource },
  VolumeOptions: { NoCopy: true, Labels: {}, DriverConfig: { Name: "", Options: {} } },
});
