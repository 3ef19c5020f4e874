import { parseDuration } from "../model/duration.js";
import type { DnsType, KafkaMechanism, StoreProbe } from "../model/store-probe.js";

type Reached = { readonly port?: number; readonly tls?: boolean };
type Login = { readonly user?: string; readonly password?: string };

/** Probes of stores, brokers and network services, as they are written. */
export type WrittenStoreProbe =
  | { readonly redis: Reached & Login }
  | { readonly amqp: Reached & Login & { readonly vhost?: string } }
  | { readonly mongodb: Reached & Login & { readonly authSource?: string; readonly database?: string } }
  | { readonly memcached: { readonly port?: number } }
  | { readonly mqtt: Reached & Login & { readonly topic?: string } }
  | { readonly kafka: Reached & Login & { readonly mechanism?: KafkaMechanism } }
  | { readonly smtp: Reached & Login & { readonly from?: string; readonly to?: string } }
  | { readonly ldap: Reached & Login & { readonly base?: string } }
  | {
      readonly dns: {
        readonly port?: number;
        readonly protocol?: "udp" | "tcp";
        readonly name: string;
        readonly type?: DnsType;
        readonly expect?: string;
      };
    }
  | { readonly udp: WrittenUdp }
  | { readonly lifecycle: WrittenLifecycle };

/** Exactly one of text, hex and base64 is there. */
export type WrittenUdp = {
  readonly port: number;
  readonly text?: string;
  readonly hex?: string;
  readonly base64?: string;
  readonly expect?: string | false;
};

/** One word, or a map of it and its settings. */
export type WrittenLifecycle =
  | "reload"
  | "restart"
  | "stop"
  | { readonly reload: { readonly signal?: string } | { readonly command: string | readonly string[] } }
  | { readonly restart: { readonly grace?: string } }
  | { readonly stop: { readonly grace?: string } };

/** What the engine gives a container to end. Source: `docker stop`. */
const defaultGraceMs = 10_000;

/** Ports are IANA's, the first users and names those of the servers' own images. */
export const storeProbe = (probe: WrittenStoreProbe): StoreProbe => {
  if ("redis" in probe) return { kind: "redis", port: tlsPort(probe.redis, 6379, 6379), ...probe.redis };
  if ("amqp" in probe)
    return { kind: "amqp", port: tlsPort(probe.amqp, 5672, 5671), user: "guest", password: "guest", vhost: "/", ...probe.amqp };
  if ("mongodb" in probe) return { kind: "mongodb", port: 27017, authSource: probe.mongodb.database ?? "admin", ...probe.mongodb };
  if ("memcached" in probe) return { kind: "memcached", port: 11211, ...probe.memcached };
  if ("mqtt" in probe) return { kind: "mqtt", port: tlsPort(probe.mqtt, 1883, 8883), ...probe.mqtt };
  if ("kafka" in probe) return { kind: "kafka", port: 9092, mechanism: "plain", ...probe.kafka };
  if ("smtp" in probe) return { kind: "smtp", port: tlsPort(probe.smtp, 25, 465), from: "probe@stack-slim.invalid", ...probe.smtp };
  if ("ldap" in probe) return { kind: "ldap", port: tlsPort(probe.ldap, 389, 636), ...probe.ldap };
  if ("dns" in probe) return { kind: "dns", port: 53, protocol: "udp", type: "A", ...probe.dns };
  return "udp" in probe ? udpProbe(probe.udp) : lifecycleProbe(probe.lifecycle);
};

const tlsPort = ({ tls }: Reached, plain: number, secure: number): number => (tls === true ? secure : plain);

const udpProbe = ({ port, text, hex, base64, expect }: WrittenUdp): StoreProbe => {
  const send =
    hex !== undefined
      ? ({ as: "hex", data: hex } as const)
      : base64 !== undefined
        ? ({ as: "base64", data: base64 } as const)
        : ({ as: "text", data: text ?? "" } as const);
  return { kind: "udp", port, send, ...(expect === undefined ? {} : { expect }) };
};

const lifecycleProbe = (written: WrittenLifecycle): StoreProbe => {
  if (written === "reload") return { kind: "lifecycle", action: "reload", signal: "SIGHUP" };
  if (typeof written === "string") return { kind: "lifecycle", action: written, graceMs: defaultGraceMs };
  if ("reload" in written) {
    if (!("command" in written.reload)) return { kind: "lifecycle", action: "reload", signal: written.reload.signal ?? "SIGHUP" };
    const { command } = written.reload;
    return { kind: "lifecycle", action: "reload", command: typeof command === "string" ? ["/bin/sh", "-c", command] : command };
  }
  const [action, { grace }] = "stop" in written ? (["stop", written.stop] as const) : (["restart", written.restart] as const);
  return { kind: "lifecycle", action, graceMs: grace === undefined ? defaultGraceMs : (parseDuration(grace) ?? defaultGraceMs) };
};
