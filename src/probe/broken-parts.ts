import type { Check, Probe } from "../model/config.js";

/**
 * What probes and checks that find their own requests were answered badly on the original, as `allow` would name it, under `probe SERVICE` and
 * `check NAME`: a slim image is held to everything else.
 */
export type BrokenParts = ReadonlyMap<string, readonly string[]>;

export const probeKey = (service: string): string => `probe ${service}`;
export const checkKey = (check: string): string => `check ${check}`;

/** The probes, held to all but what is broken. */
export const probesAllowing = (probes: readonly Probe[], broken: readonly string[] | undefined): readonly Probe[] =>
  broken === undefined || broken.length === 0 ? probes : probes.map((probe) => allowing(probe, broken));

/** The check, held to all but what is broken. */
export function checkAllowing(check: Check, broken: readonly string[] | undefined): Check {
  if (broken === undefined || broken.length === 0) return check;
  const { crawl, openapi, har, probes } = check;
  return {
    ...check,
    ...(probes === undefined ? {} : { probes: probesAllowing(probes, broken) }),
    ...(crawl === undefined ? {} : { crawl: allowing(crawl, broken) }),
    ...(openapi === undefined ? {} : { openapi: allowing(openapi, broken) }),
    ...(har === undefined ? {} : { har: allowing(har, broken) }),
  };
}

const allowing = <T extends object>(traffic: T, broken: readonly string[]): T =>
  "allow" in traffic && Array.isArray(traffic.allow)
    ? { ...traffic, allow: [...(traffic.allow as readonly string[]), ...broken] }
    : traffic;

/** A copy with more of them. */
export const withBroken = (parts: BrokenParts, key: string, broken: readonly string[]): BrokenParts =>
  new Map([...parts, [key, [...new Set([...(parts.get(key) ?? []), ...broken])]]]);
