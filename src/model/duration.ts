const unitMs: Readonly<Record<string, number>> = { h: 3_600_000, m: 60_000, s: 1000, ms: 1, us: 0.001, µs: 0.001, ns: 0.000_001 };

/**
 * A duration as compose and stack-slim.yml write it (`1m30s`, `500ms`, `2m`), in ms; undefined when it is none.
 * Source: compose specification, "Specifying durations", which is Go's time.ParseDuration.
 */
export const parseDuration = (text: string): number | undefined => {
  if (text === "0") return 0;
  if (!/^(?:\d+(?:\.\d+)?(?:h|ms|us|µs|ns|m|s))+$/.test(text)) return undefined;
  return [...text.matchAll(/(\d+(?:\.\d+)?)(h|ms|us|µs|ns|m|s)/g)].reduce(
    (sum, [, digits, unit]) => sum + Number(digits) * (unitMs[unit ?? ""] ?? 0),
    0,
  );
};
