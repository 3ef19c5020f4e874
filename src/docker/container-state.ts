import type Docker from "dockerode";
import type { ContainerState } from "../model/ports.js";

const maxHealthOutput = 4096;
/** The engine's zero time, given for a container that never started. */
const neverStarted = "0001-01-01T00:00:00Z";

/** One container as the engine describes it. Source: Docker Engine API 1.41, GET /containers/{id}/json. */
export function containerState(inspected: Docker.ContainerInspectInfo): ContainerState {
  const state = inspected.State;
  const log = state.Health?.Log ?? [];
  return {
    id: inspected.Id,
    ...(state.Pid > 0 ? { pid: state.Pid } : {}),
    name: inspected.Name.replace(/^\//, ""),
    service: inspected.Config.Labels["com.docker.compose.service"] ?? "",
    image: inspected.Config.Image,
    status: state.Status as ContainerState["status"],
    health: (state.Health?.Status ?? "none") as ContainerState["health"],
    exitCode: state.ExitCode,
    oomKilled: state.OOMKilled,
    ...(inspected.Image === "" ? {} : { imageId: inspected.Image }),
    ...(inspected.HostConfig.Memory ? { memoryLimitBytes: inspected.HostConfig.Memory } : {}),
    ...(inspected.HostConfig.PidsLimit ? { processLimit: inspected.HostConfig.PidsLimit } : {}),
    restarts: inspected.RestartCount,
    error: state.Error,
    startedAt: state.StartedAt === neverStarted ? 0 : Date.parse(state.StartedAt),
    ports: publishedPorts(inspected.NetworkSettings.Ports, "tcp"),
    udpPorts: publishedPorts(inspected.NetworkSettings.Ports, "udp"),
    addresses: Object.values(inspected.NetworkSettings.Networks)
      .map((network) => network.IPAddress)
      .filter((address) => address !== ""),
    healthOutput: (log.at(-1)?.Output ?? "").slice(-maxHealthOutput),
  };
}

function publishedPorts(
  ports: Docker.ContainerInspectInfo["NetworkSettings"]["Ports"] | null,
  wanted: "tcp" | "udp",
): Readonly<Record<number, number>> {
  const published: Record<number, number> = {};
  for (const [key, bindings] of Object.entries(ports ?? {})) {
    const [port, protocol] = key.split("/");
    const binding = (bindings as readonly { HostIp: string; HostPort: string }[] | null)?.find(({ HostIp }) => !HostIp.includes(":"));
    if (protocol === wanted && binding !== undefined) published[Number(port)] = Number(binding.HostPort);
  }
  return published;
}
