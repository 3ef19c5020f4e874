import type { Hosts } from "./service-hosts.js";

/** A service named in some text, with the port that stands beside it. */
export type HostReference = { readonly service: string; readonly port?: number };

/**
 * Services named as `host:port` or as the host of a URL, which is unmistakable anywhere in a text: `db:5432`, `server.1=zoo1:2888:3888`,
 * `tcp(db:3306)`, `jdbc:mysql://db/x`, `mongodb://user:secret@a,b:27018/x`. A name is bounded by anything that can't belong to a host name
 * or a path, so `db` is not found in `mydb:1`, `db.example.org:1`, `library/db:1` or the user `db:1@`.
 */
export function plainReferences(text: string, hosts: Hosts): readonly HostReference[] {
  const found: HostReference[] = [];
  for (const [, scheme = "", authority = ""] of text.matchAll(urlPattern)) {
    for (const host of authority.slice(authority.lastIndexOf("@") + 1).split(",")) {
      const [name = "", port] = host.split(":");
      found.push(...references(hosts, name, port === undefined || port === "" ? schemePorts[scheme.toLowerCase()] : Number(port)));
    }
  }
  for (const [, name = "", port = ""] of text.matchAll(hostPortPattern)) found.push(...references(hosts, name, Number(port)));
  return found;
}

/** Services named by a text that is nothing but a host or a list of hosts; for values whose name says that they are one. */
export function bareReferences(text: string, hosts: Hosts): readonly HostReference[] {
  return text.split(/[\s,;"'[\](){}]+/).flatMap((item) => references(hosts, item.replace(/\.$/, ""), undefined));
}

/** No references for a name that isn't a host; ports outside 1–65535 are left out. */
export function references(hosts: Hosts, name: string, port: number | undefined): readonly HostReference[] {
  const usable = port !== undefined && port >= 1 && port <= 65_535;
  return (hosts.get(name) ?? []).map((service) => (usable ? { service, port } : { service }));
}

const urlPattern = /\b([a-z][a-z0-9+.-]*):\/\/([^\s/"'`<>\\?#;)}\]|]+)/gi;
const hostPortPattern = /(?<![\w.-]|(?<!\/)\/)([A-Za-z0-9_][\w.-]*):(\d{1,5})(?![\w@-]|\.\w)/g;

/** Ports of schemes that have one, for URLs that don't say. Source: the IANA service names registry and the clients' documentation. */
const schemePorts: Readonly<Record<string, number>> = {
  http: 80,
  ws: 80,
  https: 443,
  wss: 443,
  postgres: 5432,
  postgresql: 5432,
  mysql: 3306,
  mariadb: 3306,
  redis: 6379,
  amqp: 5672,
  mongodb: 27_017,
  nats: 4222,
  mqtt: 1883,
  memcached: 11_211,
  kafka: 9092,
};
