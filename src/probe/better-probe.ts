import type { HttpStep, Probe } from "../model/config.js";
import type { PlannedProbe } from "../model/plan.js";
import type { Discovered } from "./discover.js";

type Http = Extract<Discovered, { readonly speaks: "http" | "https" }>;

/** Every answer but a failure of the server: what a service without a known path can be held to. */
const anyAnswer = ["2xx", "3xx", "4xx"] as const;

/**
 * A probe that exercises more than the planned one does, made of what the ports were found to serve; undefined: there is none, or the
 * planned one is somebody's word (the user's, a catalogue entry's). A healthcheck stays, with what was found added to it.
 */
export function betterProbe(planned: PlannedProbe, discovered: readonly Discovered[]): PlannedProbe | undefined {
  if (planned.source === "config" || planned.source === "catalogue") return undefined;
  const http = discovered.filter((one): one is Http => one.speaks !== "something else");
  const telling = http.filter(({ found }) => found.length > 0);
  const used = telling.length > 0 ? telling : http.slice(0, 1);
  if (used.length === 0) return undefined;
  if (planned.source === "http" && telling.length === 0) return undefined;
  const before = planned.source === "healthcheck" ? planned.probes : [];
  const name = used.map(nameOf).join(" + ");
  return {
    source: "http",
    name: before.length === 0 ? name : `${planned.name} + ${name}`,
    why: used.map(whyOf).join("; "),
    probes: [...before, ...used.map(probeOf)],
  };
}

const firstOfKind = ({ found }: Http): Http["found"] =>
  found.filter(({ what }, at) => what === "page" || found.findIndex((other) => other.what === what) === at);

const probeOf = (one: Http): Probe => {
  const paths = firstOfKind(one);
  const health = paths.filter(({ what }) => what === "health");
  const rest = paths.filter(({ what }) => what !== "health");
  const steps = [...health, ...rest].map(({ path }) => step(path, ["2xx", "3xx"]));
  return { kind: "http", port: one.port, scheme: one.speaks, steps: steps.length === 0 ? [step("/", anyAnswer)] : steps };
};

const step = (url: string, status: readonly string[]): HttpStep => ({ method: "GET", url, headers: {}, expect: { status }, extract: {} });

const nameOf = (one: Http): string => `${one.speaks} ${String(one.port)}`;

const whyOf = (one: Http): string =>
  one.found.length === 0
    ? `port ${String(one.port)} speaks ${one.speaks.toUpperCase()}: / answered ${String(one.root)}`
    : `port ${String(one.port)} answered ${one.found.map(({ path, status }) => `${path.split("?")[0] ?? path} ${String(status)}`).join(", ")}`;
