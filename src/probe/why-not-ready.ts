import { inWords } from "./bounded-signal.js";
import { listListeners, reachOf, type Listener } from "./listeners.js";
import { peerInLog, unknownHost, type Peer } from "./peer-in-log.js";

/** What can be found out about a service that didn't get ready. */
export type Symptoms = {
  /** That the probe asked, in a container that runs; absent for probes that use none. */
  readonly port?: number;
  /** undefined: there was no way to look into the container. */
  readonly listeners?: readonly Listener[];
  /** Present when no container of it runs. */
  readonly ended?: { readonly exitCode: number; readonly oomKilled: boolean };
  readonly restarts: number;
  /** ms since its last start. */
  readonly upMs?: number;
  /** The end of its log. */
  readonly log: string;
  /** What it needs, by the dependency graph. */
  readonly peers: readonly Peer[];
  /** Every service that has a container. */
  readonly services: readonly string[];
};

/** `cause` in one line, absent when nothing was found; `lacks`: it lies in something the service needs; `log`: the last lines it wrote. */
export type Why = { readonly cause?: string; readonly lacks: boolean; readonly log: readonly string[] };

const logLines = 5;
const lineLength = 300;

/** Why a service didn't get ready, as far as it shows: it ended, serves only itself, serves other ports or none, or waits for a peer. */
export function whyNotReady(symptoms: Symptoms): Why {
  const peer = peerCause(symptoms);
  const causes = [lifeCause(symptoms), portCause(symptoms), peer].filter((cause) => cause !== undefined);
  const log = symptoms.log
    .trimEnd()
    .split("\n")
    .filter((line) => line.trim() !== "")
    .slice(-logLines)
    .map((line) => (line.length > lineLength ? `${line.slice(0, lineLength)}…` : line));
  return { ...(causes.length === 0 ? {} : { cause: causes.join("; ") }), lacks: peer !== undefined, log };
}

function lifeCause({ ended, restarts, upMs }: Symptoms): string | undefined {
  const often = restarts === 0 ? "" : `, after ${restarts === 1 ? "1 restart" : `${String(restarts)} restarts`}`;
  if (ended !== undefined)
    return ended.oomKilled
      ? `its container was killed for using more memory than it may${often}`
      : `its container ended with exit code ${String(ended.exitCode)}${often}`;
  if (restarts === 0) return undefined;
  return `its container keeps ending and was restarted ${restarts === 1 ? "once" : `${String(restarts)} times`}${upMs === undefined ? "" : `, the last time ${inWords(upMs)} ago`}`;
}

function portCause({ port, listeners, ended, restarts }: Symptoms): string | undefined {
  if (port === undefined || ended !== undefined) return undefined;
  if (listeners === undefined) return restarts > 0 ? undefined : "what listens in its container could not be seen";
  const reach = reachOf(listeners, port);
  if (reach === "loopback")
    return `it listens on port ${String(port)} of 127.0.0.1 only, where nothing outside its own container reaches it: have it listen on 0.0.0.0`;
  if (reach !== undefined) return `it does listen on port ${String(port)}, so it is the service that doesn't answer as expected`;
  if (listeners.length === 0) return "nothing in its container listens on any TCP port";
  return `nothing in its container listens on port ${String(port)}, but it does on ${listListeners(listeners)}`;
}

function peerCause({ log, peers, services, ended, restarts }: Symptoms): string | undefined {
  const found = peerInLog(log, peers);
  if (found !== undefined) {
    const { peer, line } = found;
    return `it can't do without ${peer.service}${peer.trouble === undefined ? "" : `, which ${peer.trouble}`} (its log: ${line.slice(0, lineLength)})`;
  }
  const host = unknownHost(log);
  if (host !== undefined && !services.includes(host)) return `it looks for the host ${host}, which the stack doesn't have`;
  const down = peers.filter(({ trouble }) => trouble !== undefined);
  if (down.length === 0 || (ended === undefined && restarts === 0)) return undefined;
  return `it needs ${down.map(({ service, trouble = "" }) => `${service}, which ${trouble}`).join(", and ")}`;
}
