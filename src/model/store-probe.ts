/** `tls`: the connection begins with TLS; whatever certificate the server has is accepted, since it is the one under test. */
type Reached = { readonly port: number; readonly tls?: boolean };

/** Absent: nobody logs in, and a server that lets nobody in without a password passes as one that answers. */
type MaybeLogin = { readonly user?: string; readonly password?: string };

/** Probes that speak the protocol of a store, a broker or a network service. A file of its own since each has settings of its own. */
export type StoreProbe =
  | ({ readonly kind: "redis"; readonly user?: string; readonly password?: string } & Reached)
  | ({ readonly kind: "amqp"; readonly user: string; readonly password: string; readonly vhost: string } & Reached)
  /** `authSource`: the database that knows the user. `database`: where scratch collections go; absent: into a database of their own. */
  | ({ readonly kind: "mongodb"; readonly authSource: string; readonly database?: string } & Reached & MaybeLogin)
  | { readonly kind: "memcached"; readonly port: number }
  /** `topic`: below it the scratch topic lies, for brokers that let the user write to some topics only. */
  | ({ readonly kind: "mqtt"; readonly topic?: string } & Reached & MaybeLogin)
  | ({ readonly kind: "kafka"; readonly mechanism: KafkaMechanism } & Reached & MaybeLogin)
  /** With `to`, a message is sent there from `from`, and stays where the server puts it. */
  | ({ readonly kind: "smtp"; readonly from: string; readonly to?: string } & Reached & MaybeLogin)
  /** `user`: a DN, or a name that stands for `cn=NAME,BASE`. `base`: where the scratch entry goes; absent: the server's first naming context. */
  | ({ readonly kind: "ldap"; readonly base?: string } & Reached & MaybeLogin)
  /** `expect`: text or `/regex/` in one of the answers; absent: the server answers at all. */
  | {
      readonly kind: "dns";
      readonly port: number;
      readonly protocol: "udp" | "tcp";
      readonly name: string;
      readonly type: DnsType;
      readonly expect?: string;
    }
  | UdpProbe
  | LifecycleProbe;

export const kafkaMechanisms = ["plain", "scram-sha-256", "scram-sha-512"] as const;
export type KafkaMechanism = (typeof kafkaMechanisms)[number];

export const dnsTypes = ["A", "AAAA", "CNAME", "MX", "NS", "PTR", "SOA", "SRV", "TXT"] as const;
export type DnsType = (typeof dnsTypes)[number];

/** One datagram. `expect`: text or `/regex/` in the answer, which is read as UTF-8, or as hexadecimal digits for `hex`; absent: any answer; false: none is waited for. */
export type UdpProbe = {
  readonly kind: "udp";
  readonly port: number;
  readonly send: { readonly as: "text" | "hex" | "base64"; readonly data: string };
  readonly expect?: string | false;
};

/**
 * What is done to the service's container; the probes before it run again afterwards. reload: a signal, or a command in the container.
 * stop: the service must end by itself within `graceMs`, and is started again.
 */
export type LifecycleProbe =
  | { readonly kind: "lifecycle"; readonly action: "reload"; readonly signal: string }
  | { readonly kind: "lifecycle"; readonly action: "reload"; readonly command: readonly string[] }
  | { readonly kind: "lifecycle"; readonly action: "restart" | "stop"; readonly graceMs: number };
