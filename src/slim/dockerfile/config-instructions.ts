import { printableLine } from "../../model/printable.js";
import { hasLineBreak, jsonForm, pair, word } from "./instruction-text.js";
import type { Healthcheck, RunConfig } from "./raw-config.js";

export type ConfigInstructions = {
  /** In an order in which none undoes another. */
  readonly lines: readonly string[];
  /** What no Dockerfile can say, for a person. */
  readonly unsaid: readonly string[];
};

const stepsOfShell = ["/bin/sh", "-c"];

/**
 * The instructions that give an image this config. `isSecret`: variables whose value is not to be written; they become build arguments, so that the
 * file builds the same image for who gives them. Source: Dockerfile reference; Docker image spec v1.2.
 */
export function configInstructions(config: RunConfig, isSecret: (name: string, value: string) => boolean): ConfigInstructions {
  const lines: string[] = [];
  const unsaid: string[] = [];
  const say = (instruction: string, rest: string | undefined, what: string): void => {
    if (rest === undefined) unsaid.push(`${instruction} ${printableLine(what)}`);
    else lines.push(`${instruction} ${rest}`);
  };
  for (const [name, value] of (config.Env ?? []).map(split)) {
    if (isSecret(name, value)) {
      lines.push(`# The value of ${printableLine(name)} looks like a secret, so it is not written here: give it with --build-arg.`);
      say("ARG", word(name), name);
      say("ENV", /^\w+$/.test(name) ? `${name}="\${${name}}"` : undefined, name);
    } else say("ENV", pair(name, value), name);
  }
  for (const [name, value] of Object.entries(config.Labels ?? {}).sort(byName)) say("LABEL", pair(name, value), name);
  const ports = Object.keys(config.ExposedPorts ?? {}).sort((a, b) => Number.parseInt(a) - Number.parseInt(b) || (a < b ? -1 : 1));
  if (ports.length > 0) say("EXPOSE", all(ports.map(word)), ports.join(" "));
  const volumes = Object.keys(config.Volumes ?? {}).sort();
  if (volumes.length > 0) lines.push(`VOLUME ${jsonForm(volumes)}`);
  if (config.WorkingDir) say("WORKDIR", word(config.WorkingDir), config.WorkingDir);
  if (config.Shell && config.Shell.length > 0) lines.push(`SHELL ${jsonForm(config.Shell)}`);
  if (config.Healthcheck?.Test && config.Healthcheck.Test.length > 0)
    lines.push(`HEALTHCHECK ${healthcheck(config.Healthcheck, config.Shell ?? stepsOfShell)}`);
  if (config.StopSignal) say("STOPSIGNAL", word(config.StopSignal), config.StopSignal);
  for (const trigger of config.OnBuild ?? []) say("ONBUILD", hasLineBreak(trigger) ? undefined : trigger, trigger);
  if (config.User) say("USER", word(config.User), config.User);
  if (config.Entrypoint && config.Entrypoint.length > 0) lines.push(`ENTRYPOINT ${jsonForm(config.Entrypoint)}`);
  if (config.Cmd && config.Cmd.length > 0) lines.push(`CMD ${jsonForm(config.Cmd)}`);
  return { lines, unsaid };
}

export const split = (line: string): readonly [name: string, value: string] => {
  const at = line.indexOf("=");
  return at < 0 ? [line, ""] : [line.slice(0, at), line.slice(at + 1)];
};

const byName = ([a]: readonly [string, unknown], [b]: readonly [string, unknown]): number => (a < b ? -1 : 1);

const all = (words: readonly (string | undefined)[]): string | undefined =>
  words.every((each) => each !== undefined) ? words.join(" ") : undefined;

function healthcheck(check: Healthcheck, shell: readonly string[]): string {
  const [form = "NONE", ...rest] = check.Test ?? [];
  if (form === "NONE") return "NONE";
  const flags = [
    ["interval", check.Interval],
    ["timeout", check.Timeout],
    ["start-period", check.StartPeriod],
    ["start-interval", check.StartInterval],
  ].flatMap(([name, time]) => (typeof time === "number" && time > 0 ? [`--${String(name)}=${duration(time)}`] : []));
  const retries = check.Retries ? [`--retries=${String(check.Retries)}`] : [];
  const [text = ""] = rest;
  // The shell form where it says the same; else the shell by name, which runs the same.
  const isPlain = form === "CMD-SHELL" && !hasLineBreak(text) && text.trim() === text && !/^\[|\\$|^$/.test(text);
  const command = isPlain ? text : jsonForm(form === "CMD-SHELL" ? [...shell, ...rest] : rest);
  return [...flags, ...retries, "CMD", command].join(" ");
}

const duration = (ns: number): string =>
  ns % 1e9 === 0 ? `${String(ns / 1e9)}s` : ns % 1e6 === 0 ? `${String(ns / 1e6)}ms` : `${String(ns)}ns`;
