import type { Entry } from "./recording.js";

export type RecordedCookies = {
  /** The cookies of a request that no recorded answer set: scripts made them, or an earlier visit. `live` = what the jar sends already. */
  readonly unset: (entry: Entry, live: string | undefined) => string | undefined;
};

export const recordedCookies = (entries: readonly Entry[]): RecordedCookies => {
  const set = new Set(
    entries.flatMap(({ answerHeaders }) => answerHeaders.flatMap(([name, value]) => (name === "set-cookie" ? [nameOf(value)] : []))),
  );
  return {
    unset: ({ headers }, live) => {
      const sent = new Set((live ?? "").split(";").map(nameOf));
      const own = headers.flatMap(([name, value]) => (name === "cookie" ? value.split(";") : [])).map((pair) => pair.trim());
      const kept = own.filter((pair) => pair !== "" && !set.has(nameOf(pair)) && !sent.has(nameOf(pair)));
      return kept.length === 0 ? undefined : kept.join("; ");
    },
  };
};

const nameOf = (pair: string): string => pair.split("=", 1)[0]?.trim() ?? "";
