import type { Target } from "../../model/config.js";
import type { OwnTraffic } from "../../model/web-traffic.js";
import type { CookieJar } from "../cookie-jar.js";
import type { Endpoints } from "../endpoints.js";
import type { Variables } from "../template.js";

/** Where a run of traffic goes, and how long it may. */
export type TrafficContext = {
  readonly target: Target;
  readonly endpoints: Endpoints;
  readonly signal: AbortSignal;
  /** Folder of the config file: where bodies of login steps are. */
  readonly cwd: string;
  /** What is worth knowing but fails nothing, one line. */
  readonly log: (line: string) => void;
  /** Cookies and variables of earlier requests. */
  readonly shared?: { readonly jar: CookieJar; readonly variables: Variables };
};

/** `retryable`: the same run may pass a moment later. `failed`: what `allow` would have to name for it to pass; absent: that would not do. */
export type TrafficFailure = { readonly error: string; readonly retryable: boolean; readonly failed?: readonly string[] };

/** `services` = those talked to. */
export type TrafficResult = { readonly services: readonly string[] } & (
  { readonly ok: true; readonly detail: string } | ({ readonly ok: false } & TrafficFailure)
);

export type RunTraffic<T extends OwnTraffic> = (traffic: T, context: TrafficContext) => Promise<TrafficResult>;

/** Answers of a gateway whose service isn't up yet. Source: RFC 9110, 15.6.3 to 15.6.5. */
export const isPassing = (status: number): boolean => status >= 502 && status <= 504;

const mostListed = 40;

/** Failures as one line: how many of how many, then each. */
export const failureLine = (failures: readonly string[], requests: number): string => {
  const more = failures.length > mostListed ? `; and ${failures.length - mostListed} more` : "";
  return `${failures.length} of ${counted(requests, "request")} failed: ${failures.slice(0, mostListed).join("; ")}${more}`;
};

export const counted = (count: number, noun: string): string => `${count} ${noun}${count === 1 ? "" : "s"}`;
