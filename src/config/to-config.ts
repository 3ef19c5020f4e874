import { dirname, resolve } from "node:path";
import type { Check, CheckContainer, Config, ServiceConfig, Target } from "../model/config.js";
import { parseContinueAfter, type ContinueAfter } from "../model/continue-after.js";
import { parseDuration } from "../model/duration.js";
import { httpStep } from "./http-step.js";
import { inlineProbe } from "./inline-probe.js";
import type { FileDigests } from "./file-digests.js";
import { trafficsOf } from "./traffic.js";
import { list, texts } from "./written-values.js";
import type { WrittenCheck, WrittenConfig, WrittenProbe, WrittenService } from "./written-config.js";

export const defaultConfig: Config = { policy: "balanced", imageTemplate: "{name}:{tag}-slim", services: {}, checks: [] };

const defaultLogWaitMs = 10_000;

/** The file's meaning: defaults filled in, durations in ms, compose files absolute. */
export const toConfig = (written: WrittenConfig, files: FileDigests): Config => ({
  file: files.file,
  ...(written.compose === undefined ? {} : { compose: list(written.compose).map((path) => resolve(dirname(files.file), path)) }),
  policy: written.policy ?? defaultConfig.policy,
  imageTemplate: written.image ?? defaultConfig.imageTemplate,
  ...(written.watch === undefined ? {} : { watchMs: parseDuration(written.watch) ?? 0 }),
  ...(written.cloneVolumes === undefined ? {} : { cloneVolumes: written.cloneVolumes }),
  ...(written.mostCopyBytes === undefined ? {} : { mostCopyBytes: written.mostCopyBytes }),
  services: Object.fromEntries(Object.entries(written.services ?? {}).map(([name, service]) => [name, serviceConfig(service, files)])),
  checks: (written.checks ?? []).map((each) => check(each, files)),
  ...(written.continueAfter === undefined ? {} : { continueAfter: list(written.continueAfter).flatMap(modeOf) }),
});

/** What makes no sense was told with its place before: see consistencyProblems. */
const modeOf = (written: string | number): readonly ContinueAfter[] => {
  const mode = parseContinueAfter(written);
  return "error" in mode ? [] : [mode];
};

const serviceConfig = ({ probe, ...rest }: WrittenService, files: FileDigests): ServiceConfig => ({
  ...rest,
  ...(probe === undefined ? {} : { probe: probes(probe).map((one) => (typeof one === "string" ? one : inlineProbe(one, files))) }),
});

const check = (
  { name, use, target, http, probes: own, command, container, logs, timeout, ...traffics }: WrittenCheck,
  files: FileDigests,
): Check => ({
  name,
  use: use ?? "training",
  ...(target === undefined ? {} : { target: targetOf(target) }),
  ...(http === undefined ? {} : { http: http.map((step) => httpStep(step, files)) }),
  ...(own === undefined ? {} : { probes: own.map((one) => inlineProbe(one, files)) }),
  ...trafficsOf(traffics, files),
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
  ...(environment === undefined ? {} : { environment: texts(environment) }),
});

const targetOf = (target: string): Target => {
  const [service = target, port] = target.split(":");
  return { service, port: port === undefined ? 0 : Number(port) };
};

const milliseconds = (duration: string | undefined, otherwise: number): number =>
  duration === undefined ? otherwise : (parseDuration(duration) ?? otherwise);

const probes = (probe: WrittenProbe | readonly WrittenProbe[]): readonly WrittenProbe[] =>
  Array.isArray(probe) ? (probe as readonly WrittenProbe[]) : [probe as WrittenProbe];
