import type { Target } from "../../model/config.js";
import type { Entry } from "./recording.js";

export type ChosenEntry = { readonly entry: Entry; readonly to: Target };

/** `left`: what is not replayed, counted by reason. */
export type Chosen = { readonly entries: readonly ChosenEntry[]; readonly left: ReadonlyMap<string, number> };

/**
 * Which requests of a recording are replayed, and where to. Hosts are named by `hosts`; the host most often asked is the target when `hosts`
 * has none for the target.
 */
export const chooseEntries = (entries: readonly Entry[], hosts: Readonly<Record<string, Target>>, target: Target): Chosen => {
  const left = new Map<string, number>();
  const leave = (reason: string): readonly ChosenEntry[] => {
    left.set(reason, (left.get(reason) ?? 0) + 1);
    return [];
  };
  const mapped = ({ url }: Entry): Target | undefined => hosts[url.host] ?? hosts[url.hostname];
  const playable = entries.filter((entry) => whyNot(entry) === undefined);
  const isTargetNamed = playable.some((entry) => mapped(entry)?.service === target.service);
  const main = isTargetNamed ? undefined : mostFrequent(playable.filter((entry) => mapped(entry) === undefined).map(({ url }) => url.host));
  return {
    left,
    entries: entries.flatMap((entry) => {
      const reason = whyNot(entry);
      if (reason !== undefined) return leave(reason);
      const to = mapped(entry) ?? (entry.url.host === main ? target : undefined);
      return to === undefined ? leave(`to ${entry.url.host}`) : [{ entry, to }];
    }),
  };
};

const whyNot = ({ url, status, wantedAs, type }: Entry): string | undefined => {
  if (url.protocol === "ws:" || url.protocol === "wss:" || status === 101 || wantedAs === "websocket") return "of WebSockets";
  if (url.protocol !== "http:" && url.protocol !== "https:") return `of ${url.protocol}`;
  if (wantedAs === "eventsource" || type === "text/event-stream") return "of event streams";
  return status === 0 ? "without an answer" : undefined;
};

const mostFrequent = (names: readonly string[]): string | undefined => {
  const counts = new Map<string, number>();
  for (const name of names) counts.set(name, (counts.get(name) ?? 0) + 1);
  return [...counts].reduce<readonly [string, number] | undefined>(
    (best, each) => (best === undefined || each[1] > best[1] ? each : best),
    undefined,
  )?.[0];
};
