import type { EngineFacts, Finding } from "../model/doctor.js";
import { failure, ok, warning } from "./finding.js";

/** The API of Docker 20.10, the oldest engine the adapters are written for. */
const leastApi = [1, 41] as const;
/** Of what the sensor is built from, and what it is tested on (docs/sensor.md). */
const leastKernel = [5, 9] as const;
const kernelWithQuietSignals = [5, 19] as const;

/** The first two numbers of a version; undefined: it has none, as `dev`. */
export const majorMinor = (version: string): readonly [number, number] | undefined => {
  const found = /(\d+)\.(\d+)/.exec(version);
  return found === null ? undefined : [Number(found[1]), Number(found[2])];
};

export const isAtLeast = (version: readonly [number, number], least: readonly [number, number]): boolean =>
  version[0] > least[0] || (version[0] === least[0] && version[1] >= least[1]);

/** What kind of engine answers, and whether it speaks an API that is understood. */
export function judgeEngine({ name, kind, apiVersion, desktop }: EngineFacts): readonly Finding[] {
  const api = majorMinor(apiVersion);
  return [
    kind === "podman"
      ? warning("engine", "engine", `${name}, which answers as Docker does; it was never tried`, "Use Docker Engine where you can.")
      : desktop
        ? warning(
            "engine",
            "engine",
            `${name} of Docker Desktop, in a virtual machine; it was never tried`,
            "Share the project's folder with it (Settings, Resources, File sharing), and give it memory for two stacks.",
          )
        : ok("engine", "engine", name),
    api === undefined
      ? warning(
          "api",
          "API",
          `the engine tells no version that can be read: ${apiVersion || "none"}`,
          "Docker Engine 20.10 or later is needed.",
        )
      : isAtLeast(api, leastApi)
        ? ok("api", "API", apiVersion)
        : failure("api", "API", `${apiVersion}, and ${leastApi.join(".")} is needed`, "Update the engine: Docker Engine 20.10 or later."),
  ];
}

/** Whether the sensor, which is Linux programs for two architectures, can run there. `built`: whether its programs for this architecture are there. */
export function judgeMachine({ os, architecture, kernel, seccomp, kind }: EngineFacts, built: boolean): readonly Finding[] {
  const version = majorMinor(kernel);
  const kernelFinding =
    version === undefined
      ? warning(
          "kernel",
          "kernel",
          `its version can't be read: ${kernel || "none is told"}`,
          `Linux ${leastKernel.join(".")} or later is needed.`,
        )
      : !isAtLeast(version, leastKernel)
        ? failure(
            "kernel",
            "kernel",
            `Linux ${kernel}, and the sensor needs ${leastKernel.join(".")} (seccomp notification, openat2)`,
            "Run the engine on a newer kernel.",
          )
        : isAtLeast(version, kernelWithQuietSignals)
          ? ok("kernel", "kernel", `Linux ${kernel}`)
          : ok(
              "kernel",
              "kernel",
              `Linux ${kernel}; before ${kernelWithQuietSignals.join(".")} signals interrupt watched calls somewhat more often`,
            );
  const platform =
    os !== "linux"
      ? failure("platform", "platform", `containers of ${os || "an unknown system"}`, "Switch the engine to Linux containers.")
      : built
        ? ok("platform", "platform", `linux/${architecture}, for which the sensor is built`)
        : failure(
            "platform",
            "platform",
            `linux/${architecture}, for which the sensor isn't built`,
            "Build it with `make -C sensor` (or `make -C sensor cross`), or use a release and an engine on amd64 or arm64.",
          );
  // Podman doesn't list it.
  const filters =
    seccomp || kind === "podman"
      ? []
      : [
          failure(
            "seccomp",
            "seccomp",
            "the engine was built or started without it",
            "The sensor is a seccomp filter: enable CONFIG_SECCOMP and the engine's support.",
          ),
        ];
  return [platform, kernelFinding, ...filters];
}
