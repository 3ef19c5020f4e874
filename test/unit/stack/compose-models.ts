import fc from "fast-check";
import type { ComposeModel, ComposeService } from "../../../src/model/compose-model.js";
import type { Stack } from "../../../src/model/stack.js";

// As compose prints models: paths absolute, ports and mounts in their long form. Values are those that have harmed somebody, and ordinary ones.
const name = fc.constantFrom("web", "db", "cache", "edge", "job");
const source = fc.constantFrom(
  "/p/data",
  "/p/data/sub",
  "/p",
  "/p/conf.ini",
  "/",
  "/etc",
  "/var/run",
  "/var/run/docker.sock",
  "/dev/fuse",
  "/home/me/x",
  "/proc",
);
const optional = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: undefined });
const labels = fc.dictionary(
  fc.constantFrom(
    "traefik.enable",
    "traefik.http.routers.a.rule",
    "TRAEFIK.x",
    "caddy",
    "com.docker.compose.project",
    "team",
    "ofelia.enabled",
    "autoheal",
  ),
  fc.constantFrom("true", "x", "$A"),
);
const mount = fc.oneof(
  fc.record({
    type: fc.constant("bind" as const),
    source,
    target: fc.constantFrom("/a", "/b", "/c"),
    read_only: optional(fc.boolean()),
    bind: optional(
      fc.record({
        propagation: optional(fc.constantFrom("shared", "rshared", "rslave", "private")),
        recursive: optional(fc.constantFrom("writable", "disabled")),
      }),
    ),
  }),
  fc.record({
    type: fc.constant("volume" as const),
    source: optional(fc.constantFrom("v", "w")),
    target: fc.constant("/v"),
    volume: optional(fc.constant({ subpath: "a/b" })),
  }),
  fc.record({ type: fc.constant("tmpfs" as const), target: fc.constant("/t") }),
);
const port = fc.record({
  target: fc.integer({ min: 1, max: 65_535 }),
  published: optional(fc.constantFrom("80", "8000-8010", "53", "0")),
  protocol: optional(fc.constantFrom("tcp", "udp", "sctp")),
  host_ip: optional(fc.constantFrom("0.0.0.0", "127.0.0.1", "::", "192.0.2.1")),
  mode: optional(fc.constantFrom("host", "ingress")),
});
const attachment = fc.option(
  fc.record({
    aliases: optional(fc.constant(["other"])),
    ipv4_address: optional(fc.constantFrom("172.30.0.5", "172.30.0.6")),
    ipv6_address: optional(fc.constant("fd00::5")),
    mac_address: optional(fc.constant("02:00:00:00:00:01")),
    link_local_ips: optional(fc.constant(["169.254.1.1"])),
  }),
);
const service = fc.record({
  image: fc.constant("x:1"),
  build: optional(fc.constant({ context: "." })),
  container_name: optional(fc.constantFrom("mine", "db")),
  pull_policy: optional(fc.constantFrom("always", "build", "daily")),
  network_mode: optional(fc.constantFrom("host", "none", "bridge", "container:x", "service:db", "service:edge", "my_net")),
  pid: optional(fc.constantFrom("host", "container:x", "service:db")),
  ipc: optional(fc.constantFrom("host", "container:x", "service:web", "shareable", "none")),
  uts: optional(fc.constant("host")),
  cgroup: optional(fc.constant("host")),
  cgroup_parent: optional(fc.constant("m")),
  privileged: optional(fc.boolean()),
  mac_address: optional(fc.constant("02:00:00:00:00:02")),
  external_links: optional(fc.constant(["db:d"])),
  volumes_from: optional(fc.constantFrom(["container:x"], ["db:ro"])),
  use_api_socket: optional(fc.boolean()),
  ports: optional(fc.array(port, { maxLength: 3 })),
  volumes: optional(fc.array(mount, { maxLength: 4 })),
  networks: optional(fc.dictionary(fc.constantFrom("n", "m", "h"), attachment, { maxKeys: 3 })),
  labels: optional(labels),
  environment: optional(
    fc.dictionary(
      fc.constantFrom("URL", "VIRTUAL_HOST", "LETSENCRYPT_HOST", "DB"),
      fc.option(fc.constantFrom("http://host.docker.internal:80", "172.30.0.5", "x")),
    ),
  ),
  pids_limit: optional(fc.constantFrom(-1, 0, 10, 100_000)),
  ulimits: optional(fc.constantFrom({ nproc: 65_535 }, { nproc: { soft: 1, hard: 2 } }, { core: {} })),
  logging: optional(fc.constant({ driver: "syslog", options: {} })),
  deploy: optional(
    fc.record({
      replicas: optional(fc.integer({ min: 0, max: 3 })),
      labels: optional(labels),
      resources: optional(fc.constantFrom({}, { limits: {} }, { limits: { cpus: 1 } }, { limits: { pids: 7 } })),
    }),
  ),
  depends_on: optional(
    fc.dictionary(
      name,
      fc.record({
        condition: fc.constantFrom("service_started", "service_healthy", "service_completed_successfully"),
        required: fc.boolean(),
      }),
    ),
  ),
  healthcheck: optional(
    fc.record({
      test: optional(fc.constantFrom(["CMD", "x"], ["NONE"], [])),
      interval: optional(fc.constantFrom("0s", "1m30s", "500ms")),
      start_period: optional(fc.constant("10s")),
    }),
  ),
});
const network = fc.option(
  fc.record({
    name: optional(fc.constantFrom("shop_n", "host", "shared")),
    external: optional(fc.boolean()),
    driver: optional(fc.constantFrom("bridge", "macvlan", "overlay", "host")),
    internal: optional(fc.boolean()),
    ipam: optional(fc.constant({ config: [{ subnet: "172.30.0.0/16" }] })),
    driver_opts: optional(fc.constant({ parent: "eth0", "com.docker.network.driver.mtu": "1400" })),
    enable_ipv6: optional(fc.boolean()),
    enable_ipv4: optional(fc.boolean()),
  }),
);
const volume = fc.option(
  fc.record({
    name: optional(fc.constantFrom("shop_v", "data")),
    external: optional(fc.boolean()),
    driver: optional(fc.constantFrom("local", "rexray")),
    driver_opts: optional(
      fc.constantFrom({ type: "none", o: "bind", device: "/home/me" }, { type: "nfs", device: ":/x" }, { type: "tmpfs", device: "tmpfs" }),
    ),
  }),
);

/** Fields that are undefined are absent in what compose prints. */
const plain = <T>(value: T): T => JSON.parse(JSON.stringify(value)) as T;

export const stackOfModel = (model: ComposeModel): Stack => ({
  source: { files: ["/p/compose.yml"], projectDirectory: "/p", profiles: [], envFiles: [] },
  model,
  services: Object.entries(model.services).map(([service, spec]) => ({ name: service, image: spec.image ?? "x:1", builds: false, spec })),
});

/** Any stack that compose could print, of one to five services. */
export const composeModels: fc.Arbitrary<ComposeModel> = fc
  .record({
    services: fc.dictionary(name, service, { minKeys: 1 }),
    networks: fc.record({ n: network, m: network, h: network }),
    volumes: fc.record({ v: volume, w: volume }),
  })
  .map((model) => plain({ name: "shop", ...model }) as ComposeModel & { readonly services: Readonly<Record<string, ComposeService>> });
