import type { StoreProbe } from "../model/store-probe.js";

/** A number, or a text with `${NAME:-otherwise}` in it. */
type PortTemplate = number | string;
type Reached = { readonly port?: PortTemplate; readonly tls?: boolean };
type MaybeLogin = { readonly user?: string; readonly password?: string };

/** Probes of stores, brokers and network services in a catalogue entry; every text may be a template. */
export type StoreTemplate =
  | { readonly redis: Reached & MaybeLogin }
  | { readonly amqp: Reached & { readonly user: string; readonly password: string; readonly vhost: string } }
  | { readonly mongodb: Reached & MaybeLogin }
  | { readonly memcached: { readonly port?: PortTemplate } }
  | { readonly mqtt: Reached & MaybeLogin }
  | { readonly kafka: Reached & MaybeLogin }
  | { readonly smtp: Reached & MaybeLogin }
  | { readonly ldap: Reached & MaybeLogin }
  | { readonly dns: { readonly port?: PortTemplate; readonly protocol?: "udp" | "tcp"; readonly name: string } };

/** The probe with its texts filled in; `port` gives the number of a port as written, or the entry's own. */
export function fillStore(template: StoreTemplate, port: (written?: PortTemplate) => number, text: (value: string) => string): StoreProbe {
  const texts = <T extends object>(values: T): T =>
    Object.fromEntries(
      Object.entries(values).map(([name, value]) => [name, typeof value === "string" ? text(value) : (value as unknown)]),
    ) as T;
  const filled = <T extends { readonly port?: PortTemplate }>({ port: written, ...rest }: T) => ({ ...texts(rest), port: port(written) });
  if ("redis" in template) return { kind: "redis", ...filled(template.redis) };
  if ("amqp" in template) return { kind: "amqp", ...filled(template.amqp) };
  if ("mongodb" in template) return { kind: "mongodb", authSource: "admin", ...filled(template.mongodb) };
  if ("memcached" in template) return { kind: "memcached", ...filled(template.memcached) };
  if ("mqtt" in template) return { kind: "mqtt", ...filled(template.mqtt) };
  if ("kafka" in template) return { kind: "kafka", mechanism: "plain", ...filled(template.kafka) };
  if ("smtp" in template) return { kind: "smtp", from: "probe@stack-slim.invalid", ...filled(template.smtp) };
  if ("ldap" in template) return { kind: "ldap", ...filled(template.ldap) };
  return { kind: "dns", protocol: "udp", type: "A", ...filled(template.dns) };
}
