import { dirname, resolve } from "node:path";
import type { Check, CheckContainer, Config, ServiceConfig, Target } from "../model/config.js";
import { parseDuration } from "../model/duration.js";
import { httpStep } from "./http-step.js";
import { inlineProbe } from "./inline-probe.js";
import type { WrittenCheck, WrittenConfig, WrittenProbe, WrittenService } from "./written-config.js";

export const defaultConfig: Config = { policy: "balanced", imageTemplate: "{name}:{tag}-slim", services: {}, checks: [] };

const defaultLogWaitMs = 10_000;

/** The file's meaning: defaults filled in, durations in ms, compose files absolute. */
export const toConfig = (file: string, written: WrittenConfig): Config => ({
  file,
  ...(written.compose === undefined ? {} : { compose: list(written.compose).map((path) => resolve(dirname(file), path)) }),
  policy: written.policy ?? defaultConfig.policy,
  imageTemplate: written.image ?? defaultConfig.imageTemplate,
  services: Object.fromEntries(Object.entries(written.services ?? {}).map(([name, service]) => [name, serviceConfig(service)])),
  checks: (written.checks ?? []).map(check),
});

const serviceConfig = ({ probe, ...rest }: WrittenService): ServiceConfig => ({
  ...rest,
  ...(probe === undefined ? {} : { probe: probes(probe).map(inlineProbe) }),
});

const check = ({ name, use, target, http, command, container, logs, timeout }: WrittenCheck): Check => ({
  name,
  use: use ?? "training",
  ...(target === undefined ? {} : { target: targetOf(target) }),
  ...(http === undefined ? {} : { http: http.map(httpStep) }),
  ...(command === undefined ? {} : { command }),
  ...(container === undefined ? {} : { container: checkContainer(container) }),
  ...(timeout === undefined ? {} : { timeoutMs: parseDuration(timeout) ?? 0 }),
  ...(logs === undefined
    ? {}
    : { logs: logs.map(({ service, match, within }) => ({ service, match, withinMs: milliseconds(within, defaultLogWaitMs) })) }),
});

const checkContainer = ({ command, environment, ...rest }: NonNullable<WrittenCheck["container"]>): CheckContainer => ({
  ...rest,
  ...(command === undefined ? {} : { command: typeof command === "string" ? ["/bin/sh", "-c", command] : command }),
  ...(environment === undefined
    ? {}
    : { environment: Object.fromEntries(Object.entries(environment).map(([name, value]) => [name, String(value)])) }),
});

const targetOf = (target: string): Target => {
  const [service = target, port] = target.split(":");
  return { service, port: port === undefined ? 0 : Number(port) };
};

const milliseconds = (duration: string | undefined, otherwise: number): number =>
  duration === undefined ? otherwise : (parseDuration(duration) ?? otherwise);

const list = (value: string | readonly string[]): readonly string[] => (typeof value === "string" ? [value] : value);
const probes = (probe: WrittenProbe | readonly WrittenProbe[]): readonly WrittenProbe[] =>
  Array.isArray(probe) ? (probe as readonly WrittenProbe[]) : [probe as WrittenProbe];
