import picomatch from "picomatch";
import type { KeepSet, Reason } from "../model/slim-image.js";
import type { Policy } from "../model/config.js";
import type { ImageConfig } from "../model/image.js";
import type { Trace } from "../model/trace.js";
import { createElfMemo, elfReader, type ElfMemo, sharedObjectNames } from "./elf-reader.js";
import type { ImageEntry, ImageIndex } from "./image-index.js";
import { findLibraries } from "./libraries.js";
import { readPackages } from "./packages.js";
import type { Keep, RuleContext, ServiceNeeds } from "./rule.js";
import { rulesOf } from "./rules/index.js";
import { usedFiles } from "./used-files.js";

export type KeepSetOptions = {
  readonly index: ImageIndex;
  readonly imageId: string;
  readonly image: ImageConfig;
  readonly trace: Trace;
  readonly policy: Policy;
  readonly service: ServiceNeeds;
  /** Paths a repair added: kept with all that rules find behind them. */
  readonly extra?: readonly string[];
  /** Shared by the services of a run. */
  readonly memo?: ElfMemo;
};

export type KeepSetResult = { readonly keep: KeepSet; readonly warnings: readonly string[] };

/**
 * What of an image a service needs: every rule of the policy is asked for its seeds, then about each path that came to be kept, until nothing new
 * comes. A kept path brings the links on its way. Directories are never listed: all of them stay.
 */
export function keepSet(options: KeepSetOptions): KeepSetResult {
  const { index, service } = options;
  const context = contextOf(options);
  const runs = rulesOf(options.policy).map((rule) => ({ rule, run: rule.start(context) }));
  const dropped = picomatch([...service.drop], { dot: true });
  const isDropped = service.drop.length === 0 ? () => false : (path: string): boolean => dropped(path);
  const extra = new Set(options.extra);
  const kept = new Map<string, Reason>();
  const warnings = new Map<string, string>();
  const waiting: { readonly entry: ImageEntry; readonly reason: Reason }[] = [];

  const put = (path: string, reason: Reason): void => {
    const entry = index.get(path);
    if (entry === undefined || entry.type === "directory" || kept.has(path)) return;
    if (isDropped(path)) {
      const repaired = reason.rule === "repair" || extra.has(reason.from ?? "");
      if (repaired) warnings.set(path, `${path} is dropped by the configuration, but a trial failed without it: it stays.`);
      else if (reason.rule === "observed")
        warnings.set(path, `${path} is dropped by the configuration, but the service used it while profiled.`);
      if (!repaired) return;
    }
    kept.set(path, reason);
    waiting.push({ entry, reason });
  };
  const add = (rule: string, { path, why, from }: Keep): void => {
    const { links, final } = index.resolve(path);
    const reason: Reason = from === undefined ? { rule, why } : { rule, why, from };
    if (final !== undefined) put(final.path, reason);
    for (const link of links) put(link, link === path ? reason : { rule: "link", why: `on the way to ${path}`, from: path });
  };

  for (const path of extra) add("repair", { path, why: "a trial failed without it" });
  for (const { rule, run } of runs) for (const keep of run.seed?.() ?? []) add(rule.name, keep);
  // Grows while it is walked: what a rule adds is followed too.
  for (const { entry, reason } of waiting) {
    for (const { rule, run } of runs) {
      for (const keep of run.follow?.(entry, reason) ?? []) add(rule.name, { from: entry.path, ...keep });
    }
  }
  const keep: KeepSet = { service: options.trace.service, imageId: options.imageId, policy: options.policy, kept };
  return { keep, warnings: [...warnings.values()] };
}

function contextOf({ index, image, trace, policy, service, memo = createElfMemo() }: KeepSetOptions): RuleContext {
  const environment = { ...image.environment, ...service.environment };
  const elf = elfReader(index, memo);
  return {
    index,
    trace,
    policy,
    image,
    service,
    used: usedFiles(index, trace),
    environment,
    packages: readPackages(index),
    libraries: findLibraries(index, environment, elf),
    elf,
    namesIn: (path) => sharedObjectNames(index, path, memo),
  };
}
