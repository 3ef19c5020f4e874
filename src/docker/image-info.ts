import type Docker from "dockerode";
import type { ImageConfig, ImageInfo } from "../model/image.js";

/** The engine's own answer, in our words. Source: Docker Engine API 1.41, GET /images/{name}/json. */
export function imageInfo(ref: string, inspected: Docker.ImageInspectInfo): ImageInfo {
  return {
    id: inspected.Id,
    ref,
    bytes: inspected.Size,
    architecture: inspected.Architecture,
    os: inspected.Os,
    layers: inspected.RootFS.Layers ?? [],
    config: imageConfig(inspected.Config),
  };
}

function imageConfig(config: Docker.ImageInspectInfo["Config"] | undefined): ImageConfig {
  const entrypoint = config?.Entrypoint ?? [];
  const healthcheck = (config as { Healthcheck?: Healthcheck } | undefined)?.Healthcheck;
  const health = healthcheck?.Test;
  const shell = (config as { Shell?: string[] | null } | undefined)?.Shell ?? [];
  const stopSignal = (config as { StopSignal?: string } | undefined)?.StopSignal;
  return {
    entrypoint: typeof entrypoint === "string" ? [entrypoint] : entrypoint,
    command: config?.Cmd ?? [],
    environment: Object.fromEntries((config?.Env ?? []).map(splitVariable)),
    user: config?.User ?? "",
    workingDirectory: config?.WorkingDir ?? "",
    volumes: Object.keys(config?.Volumes ?? {}),
    exposedPorts: Object.keys(config?.ExposedPorts ?? {}),
    labels: config?.Labels ?? {},
    ...(health === undefined || health.length === 0 ? {} : { healthcheck: health, healthTimes: healthTimes(healthcheck) }),
    ...(stopSignal === undefined ? {} : { stopSignal }),
    ...(shell.length === 0 ? {} : { shell }),
  };
}

type Healthcheck = { readonly Test?: string[]; readonly Interval?: number; readonly StartPeriod?: number; readonly Retries?: number };

/** The engine counts in nanoseconds; zero is none. */
function healthTimes({ Interval, StartPeriod, Retries }: Healthcheck = {}): NonNullable<ImageConfig["healthTimes"]> {
  return {
    ...(Interval ? { intervalMs: Interval / 1e6 } : {}),
    ...(StartPeriod ? { startPeriodMs: StartPeriod / 1e6 } : {}),
    ...(Retries ? { retries: Retries } : {}),
  };
}

function splitVariable(variable: string): [string, string] {
  const at = variable.indexOf("=");
  return at < 0 ? [variable, ""] : [variable.slice(0, at), variable.slice(at + 1)];
}
