import type { Check, CheckUse, HttpStep, Probe, Target } from "../model/config.js";
import type { PlannedService } from "../model/plan.js";
import type { Edge, EdgeOrigin } from "../model/stack.js";

/** A check and the services it talks to itself. */
export type CheckReach = {
  readonly name: string;
  readonly use: CheckUse;
  readonly services: readonly string[];
  /** No check, but what the stack was given while it was profiled. */
  readonly shown?: boolean;
};

export type Exercised = {
  /** `probe http 80`, `check login`, `check order via front-end, orders`, `probe crawl 80 of web via orders`; shortest ways, checks in their order. */
  readonly by: readonly string[];
  /** Whether any of it ran while the service was profiled: its files are more than those of its boot. */
  readonly whileProfiled: boolean;
};

type Input = {
  readonly services: readonly Pick<PlannedService, "name" | "probe">[];
  /** Declared and observed. */
  readonly edges: readonly Edge[];
  readonly checks: readonly CheckReach[];
  /** By service, what of it answered inside its own container while it was profiled. */
  readonly inside?: Readonly<Record<string, string>>;
  /** By service, how many recorded sessions its slim image is made from too. */
  readonly recorded?: Readonly<Record<string, number>>;
};

/** Where consumers wait for messages: AMQP, Kafka, NATS, MQTT, STOMP, OpenWire. */
const brokerPorts = new Set([5671, 5672, 9092, 9093, 4222, 1883, 8883, 61_613, 61_616]);
/** A cache more often than a queue: a way through it is only believed where there is no other. */
const maybeBrokerPorts = new Set([6379]);

/** What says that two services belong together, but not that one asks the other anything. */
const silent: ReadonlySet<EdgeOrigin> = new Set(["depends_on", "network_mode", "volumes_from", "pid", "ipc"]);

/**
 * By what each service was exercised: its own probe, checks that talk to it, and checks that reach it through others. A service hands a check on
 * to those it was seen to connect to (to those it names, when nobody was watched); a broker hands it on to its other clients, its consumers. A
 * mere TCP connection exercises nothing. Where no such thing ran while a service was profiled, a peer's probe that asks for all it finds counts.
 */
export function exercisedBy({ services, edges, checks, inside = {}, recorded = {} }: Input): ReadonlyMap<string, Exercised> {
  const watched = edges.some(({ origin }) => origin === "observed");
  const calls = edges.filter(({ origin }) => (watched ? origin === "observed" : !silent.has(origin)));
  const sure = checks.map((check) => ({ check, ways: waysFrom(check.services, calls, brokerPorts) }));
  const reached = new Set(sure.flatMap(({ ways }) => [...ways.keys()]));
  const both = new Set([...brokerPorts, ...maybeBrokerPorts]);
  const perhaps = checks.map((check) => ({ check, ways: waysFrom(check.services, calls, both) }));
  const peers = services.filter(({ probe }) => probe.probes.some(asksAround));
  const fromPeers = peers.map((peer) => ({ peer, ways: waysFrom([peer.name], calls, both) }));
  return new Map(
    services.map(({ name, probe }) => {
      const within = inside[name];
      const own = [
        ...(probe.probes.some(({ kind }) => kind !== "tcp") ? [`probe ${probe.name}`] : []),
        ...(within === undefined ? [] : [`look at ${within}, which only its container reaches`]),
      ];
      const through = (reached.has(name) ? sure : perhaps).flatMap(({ check, ways }) => {
        const way = ways.get(name);
        return way === undefined ? [] : [{ check, way }];
      });
      const sessions = recorded[name] ?? 0;
      const seen = sessions === 0 ? [] : [`${String(sessions)} recorded ${sessions === 1 ? "session" : "sessions"}`];
      const profiled = own.length + seen.length > 0 || through.some(({ check }) => check.use === "training");
      const lent = profiled ? undefined : shortest(fromPeers.flatMap(({ peer, ways }) => ({ peer, way: ways.get(name)?.slice(1) })));
      const by = [
        ...own,
        ...seen,
        ...through.map(({ check, way }) => `${labelOf(check)}${viaText(way)}`),
        ...(lent === undefined ? [] : [`probe ${lent.peer.probe.name} of ${lent.peer.name}${viaText(lent.way)}`]),
      ];
      return [name, { by, whileProfiled: profiled || lent !== undefined }] as const;
    }),
  );
}

const viaText = (way: readonly string[]): string => (way.length === 0 ? "" : ` via ${way.join(", ")}`);

type Lent = { readonly peer: Input["services"][number]; readonly way: readonly string[] };

const shortest = (ways: readonly (Omit<Lent, "way"> & { readonly way: Lent["way"] | undefined })[]): Lent | undefined =>
  ways
    .flatMap(({ peer, way }): readonly Lent[] => (way === undefined ? [] : [{ peer, way }]))
    .reduce<Lent | undefined>((best, one) => (best === undefined || one.way.length < best.way.length ? one : best), undefined);

/** Probes that make their server do all it has a page, an operation or a field for, and so what it needs its peers for. */
const asksAround = ({ kind }: Probe): boolean => kind === "crawl" || kind === "openapi" || kind === "har" || kind === "graphql";

const labelOf = ({ name, use, shown = false }: CheckReach): string =>
  shown ? name : `${use === "training" ? "check" : "held-out check"} ${name}`;

/** For every service that is reached, the services on the shortest way to it, itself left out. */
function waysFrom(start: readonly string[], calls: readonly Edge[], brokers: ReadonlySet<number>): ReadonlyMap<string, readonly string[]> {
  const ways = new Map<string, readonly string[]>(start.map((name) => [name, []]));
  const open = [...ways.keys()];
  for (let current = open.shift(); current !== undefined; current = open.shift()) {
    const way = [...(ways.get(current) ?? []), current];
    const consumers = calls.filter(({ to, port }) => to === current && port !== undefined && brokers.has(port)).map(({ from }) => from);
    for (const next of [...calls.filter(({ from }) => from === current).map(({ to }) => to), ...consumers]) {
      if (ways.has(next)) continue;
      ways.set(next, way);
      open.push(next);
    }
  }
  return ways;
}

/**
 * The services that a check talks to itself: its target (`firstPublished` when it names none and has something to ask it), those of whole URLs,
 * those that hosts stand for, and those whose logs it reads, which must have done something for it.
 */
export function talkedTo(check: Check, firstPublished: Target | undefined): readonly string[] {
  const { target, http = [], probes = [], crawl, openapi, har, command, container, logs = [] } = check;
  const traffics = [crawl, openapi, har, ...probes.filter((probe) => "hosts" in probe)].filter((each) => each !== undefined);
  const steps = [...http, ...traffics.flatMap(({ login }) => login), ...probes.flatMap((probe) => ("steps" in probe ? probe.steps : []))];
  const relative =
    command !== undefined || container !== undefined || traffics.length > 0 || probes.some(asksItsTarget) || http.some(isRelative);
  const main = relative ? (target ?? firstPublished)?.service : undefined;
  const named = steps.flatMap(({ url }) => /^https?:\/\/([^/:?#{]+)/.exec(url)?.[1] ?? []);
  const mapped = traffics.flatMap(({ hosts }) => Object.values(hosts).map(({ service }) => service));
  return [...new Set([...(main === undefined ? [] : [main]), ...named, ...mapped, ...logs.map(({ service }) => service)])];
}

const isRelative = ({ url }: HttpStep): boolean => url.startsWith("/") || url.startsWith("{{");

/** A mere TCP connection exercises nothing. */
const asksItsTarget = (probe: Probe): boolean => ("steps" in probe ? probe.steps.some(isRelative) : probe.kind !== "tcp");
