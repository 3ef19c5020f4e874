import { stringify } from "yaml";
import { damaged, mutated, oddText } from "./random.mjs";

/** A compose file with what a trial has to change. */
export const compose = {
  name: "shop",
  services: {
    web: {
      image: "nginx:1",
      build: { context: "." },
      container_name: "web",
      ports: ["80:80", { target: 53, published: "53", protocol: "udp", host_ip: "0.0.0.0" }],
      environment: { URL: "http://api:8080", PASSWORD: "x" },
      volumes: ["./data:/data", "db:/db:ro", { type: "bind", source: "/etc", target: "/e", bind: { propagation: "rshared" } }],
      networks: { front: { aliases: ["www"], ipv4_address: "172.30.0.5" } },
      labels: { "traefik.enable": "true" },
      depends_on: { api: { condition: "service_healthy", restart: true } },
      healthcheck: { test: ["CMD", "x"], interval: "30s", start_period: "1m" },
      deploy: { replicas: 2, resources: { limits: { memory: "1g" } } },
      secrets: ["token"],
      configs: [{ source: "conf", target: "/c" }],
      extra_hosts: ["host.docker.internal:host-gateway"],
    },
    api: { image: "me/api", command: ["run", "--db", "db:5432"], network_mode: "service:web", privileged: true, pid: "host" },
  },
  networks: { front: { driver: "bridge", ipam: { config: [{ subnet: "172.30.0.0/16" }] } }, other: { external: true } },
  volumes: { db: { name: "fixed" }, out: { external: true, name: "shared" } },
  secrets: { token: { environment: "TOKEN" } },
  configs: { conf: { content: "a $$b" } },
};

/** A stack-slim.yml that has every kind of field. */
export const config = {
  continueAfter: ["exec ./seed.sh", "probe", 1.5, "container web"],
  version: 1,
  compose: ["compose.yml"],
  policy: "strict",
  image: "{name}:{tag}-small",
  services: {
    web: { probe: { http: [{ get: "/health" }] } },
    api: {
      slim: false,
      why: "vendor",
      policy: "safe",
      keep: ["/opt/**"],
      drop: ["/usr/share/doc/**"],
      probe: [{ tcp: 80 }, "postgres", { exec: ["a"] }, { command: "x" }],
    },
    db: { probe: { sql: { dialect: "postgres", port: 5432, user: "u", password: "p", database: "d" } } },
    cache: { probe: { redis: { port: 1, password: "p" } } },
    queue: { probe: { amqp: { port: 1, user: "u", password: "p", vhost: "/" } } },
    site: {
      probe: [
        { crawl: { start: ["/"], depth: 1, pages: 2, hosts: { "localhost:80": "web:80" }, skip: ["/x/*"], time: "5s" } },
        { openapi: { spec: "/openapi.json", base: "/v1", writes: false, values: { id: 1 }, auth: { bearer: "t" } } },
        { har: { file: "a.har", size: 2, login: [{ get: "/" }] } },
        { websocket: { path: "/ws", messages: [{ send: "a" }, { expect: "/b/" }], within: "5s" } },
        { sse: { path: "/events", events: 1, data: "x", tls: { ca: "ca.pem", verify: true } } },
        { graphql: { path: "/graphql", fields: "none" } },
        { grpc: { tls: true, lists: ["a.B"], calls: [{ method: "a.B/C", json: { a: 1 }, expect: { "$.a": 1 } }] } },
        { fastcgi: { port: 9000, root: "/srv", steps: [{ get: "/" }] } },
      ],
    },
    stores: {
      probe: [
        { mongodb: { user: "u", password: "p", authSource: "a", database: "d", tls: true } },
        { memcached: { port: 1 } },
        { mqtt: { topic: "t" } },
        { kafka: { mechanism: "plain" } },
        { smtp: { from: "a@b", to: "c@d" } },
        { ldap: { base: "dc=a" } },
        { dns: { name: "a", type: "MX", protocol: "tcp", expect: "/a/" } },
        { udp: { port: 1, hex: "00ff", expect: false } },
        { lifecycle: { stop: { grace: "5s" } } },
      ],
    },
  },
  checks: [
    {
      name: "c",
      target: "web:80",
      use: "held-out",
      timeout: "10s",
      http: [
        {
          post: "/register",
          headers: { A: "x", N: 1 },
          auth: { user: "u{{random}}", password: "x" },
          json: { a: ["{{random}}"] },
          expect: {
            status: [200, "4xx"],
            type: "application/json",
            headers: { A: "/b/" },
            text: ["a", "/re/i"],
            json: { "$.a[0]": { contains: "x" } },
            bytes: { min: 1, max: 2 },
          },
          extract: { id: "$[0].id", at: { header: "location" }, n: { regex: "/id=(.)/" }, j: { json: "$.x" } },
          within: "10s",
        },
        { delete: "http://api:80/{{id}}", form: { a: 1 } },
      ],
      logs: [{ service: "web", match: "/x/", within: "5s" }],
    },
    { name: "d", command: "true" },
    { name: "e", probes: [{ tcp: 80 }], crawl: "/", openapi: "/spec", har: "a.har" },
    { name: "f", container: { image: "i", command: ["a"], environment: { A: 1 }, mounts: { "./e": "/e" } } },
  ],
};

const anyText = (random, value) => {
  const options = random.chance(0.3) ? { collectionStyle: "flow" } : {};
  let text;
  try {
    text = stringify(random.chance(0.9) ? mutated(random, value) : value, options);
  } catch {
    // What YAML can't write, such as a key that is a lone surrogate, JSON can.
    text = JSON.stringify(mutated(random, value));
  }
  return random.chance(0.4) ? damaged(random, Buffer.from(text)).toString("utf8") : text;
};

/** A compose file, sound or not. */
export const composeText = (random) => anyText(random, compose);
/** A stack-slim.yml, sound or not. */
export const configText = (random) => anyText(random, config);

const block = 512;
const padded = (bytes) => Buffer.concat([bytes, Buffer.alloc((block - (bytes.length % block)) % block)]);

/** One header block; every field may say anything, the checksum is right. */
export const tarHeader = ({ name, flag = "0", link = "", size = 0, mode = 0o644, prefix = "", magic = "ustar\x0000", numbers = {} }) => {
  const header = Buffer.alloc(block);
  header.write(name, 0, 100);
  const octal = (value, length) =>
    `${value
      .toString(8)
      .padStart(length - 1, "0")
      .slice(0, length - 1)}\0`;
  header.write(octal(mode, 8) + octal(0, 8) + octal(0, 8) + octal(size, 12) + octal(1_700_000_000, 12), 100, "latin1");
  header.write(flag, 156, 1, "latin1");
  header.write(link, 157, 100);
  header.write(magic, 257, 8, "latin1");
  header.write(prefix, 345, 155);
  for (const [at, text] of Object.entries(numbers)) Buffer.from(text, "latin1").copy(header, Number(at));
  header.fill(0x20, 148, 156);
  let sum = 0;
  for (const byte of header) sum += byte;
  header.write(`${sum.toString(8).padStart(6, "0")}\0 `, 148, "latin1");
  return header;
};

/** A pax record; its length is right. */
export const paxRecord = (key, value) => {
  const rest = Buffer.concat([Buffer.from(` ${key}=`), Buffer.from(value), Buffer.from("\n")]);
  let length = rest.length + String(rest.length).length;
  if (rest.length + String(length).length > length) length++;
  return Buffer.concat([Buffer.from(String(length)), rest]);
};

const names = [
  "a",
  "etc/passwd",
  "usr/bin/x",
  "../x",
  "/abs",
  "a/../../x",
  ".",
  "./",
  "",
  "a/",
  ".wh.a",
  "usr/.wh..wh..opq",
  ".wh.",
  ".wh...",
  "x/".repeat(49),
  "\xff\xfe",
  "a\nb",
  "link/in/it",
];
const paxKeys = [
  "path",
  "linkpath",
  "size",
  "uid",
  "gid",
  "mtime",
  "GNU.sparse.name",
  "GNU.sparse.realsize",
  "GNU.sparse.size",
  "GNU.sparse.major",
  "GNU.sparse.map",
  "SCHILY.xattr.security.capability",
];
const paxValues = ["../../x", "a/".repeat(5000), "-1", "99999999999999999999", "1e3", "NaN", "", "0", "3", "a\0b", "1.5"];

const tarEntry = (random) => {
  const flag = random.pick([..."0012345567SxgLKZ", "\0"]);
  const pax = random.chance(0.3)
    ? Buffer.concat(random.times(3, () => paxRecord(random.pick(paxKeys), random.pick(paxValues))))
    : undefined;
  const extended = pax === undefined ? [] : [tarHeader({ name: "pax", flag: random.pick(["x", "x", "g"]), size: pax.length }), padded(pax)];
  const data = Buffer.alloc("07S".includes(flag) || "xgLK".includes(flag) ? random.int(1500) : 0, random.pick(["x", "\0", "9 path=b\n"]));
  const size = random.chance(0.05) ? random.pick([0o77777777777, 1, 511, 513]) : data.length;
  const numbers = random.chance(0.1)
    ? {
        [random.pick([100, 108, 124, 136, 329, 483])]: random.pick([
          "\x80\0\0\0\0\0\0\x01",
          "\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff",
          "99999999",
          "\x80\x7f\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff",
        ]),
      }
    : {};
  return Buffer.concat([
    ...extended,
    tarHeader({
      name: random.pick(names),
      flag,
      link: random.pick(names),
      size,
      mode: random.int(0o10000),
      prefix: random.chance(0.1) ? random.pick(names) : "",
      magic: random.pick(["ustar\x0000", "ustar  \0", "\0\0\0\0\0\0\0\0"]),
      numbers,
    }),
    padded(data),
  ]);
};

/** A layer, sound or not. */
export const tarBytes = (random) => {
  const tar = Buffer.concat([...random.times(12, () => tarEntry(random)), Buffer.alloc(random.pick([0, 512, 1024, 1024, 1024, 10_240]))]);
  return random.chance(0.4) ? damaged(random, tar) : tar;
};

const tarFile = (name, content) => Buffer.concat([tarHeader({ name, size: content.length }), padded(content)]);

/** What an engine gives for images, sound or not: names that lead out of a folder, parts that lack, texts that are no JSON. */
export const archiveBytes = (random) => {
  const digest = (letter) => letter.repeat(64);
  const layers = random.times(3, () => random.pick(["1/layer.tar", "../../layer.tar", "/abs/layer.tar", "blobs/sha256/x"]));
  const diffIds = random.times(3, () => random.pick([`sha256:${digest("a")}`, `sha256:${digest("b")}`, "sha256:../../x", "x", 3]));
  const text = JSON.stringify(mutatedSometimes(random, { rootfs: { type: "layers", diff_ids: diffIds }, config: {} }));
  const configName = random.pick([`${digest("c")}.json`, "../../x.json", "blobs/sha256/abc", ""]);
  const manifest = JSON.stringify(mutatedSometimes(random, [{ Config: configName, RepoTags: ["x:1"], Layers: layers }]));
  const parts = [
    ...layers.map((name) => tarFile(name, tarBytes(random))),
    tarFile(configName, Buffer.from(text)),
    tarFile("manifest.json", Buffer.from(manifest)),
    tarHeader({ name: "2/layer.tar", flag: "2", link: "../../../etc/passwd" }),
    tarHeader({ name: "../../evil", flag: random.pick(["5", "3", "1", "6"]), link: "/etc/passwd" }),
    tarFile(random.pick(["../evil", "/tmp/evil", "evil/../../evil"]), Buffer.from("evil")),
  ];
  const tar = Buffer.concat([...parts.filter(() => random.chance(0.95)), Buffer.alloc(1024)]);
  return random.chance(0.3) ? damaged(random, tar) : tar;
};

const mutatedSometimes = (random, value) => (random.chance(0.3) ? mutated(random, value) : value);

const kinds = ["open", "write", "stat", "exec", "interp", "link", "connect", "sendto", "bind", "hello", "bye", "nonsense", ""];
const paths = [
  "/etc/passwd",
  "/a\\x20b",
  "/\\xff\\xZZ",
  "inet:10.0.0.1:80",
  "inet6:[::1]:443",
  "unix:@x",
  "../..",
  "\\x1b[2J",
  "inet:999:99999999999",
  "/" + "a/".repeat(3000),
];

/** A record of the observer's and its status, sound or not. */
export const recordBytes = (random) => {
  const line = () =>
    [
      random.pick(["0", "12", "-1", "x", ""]),
      random.pick(kinds),
      random.pick(["f", "d", "n", "c", "e", "?", ""]),
      random.pick(paths),
      random.chance(0.1) ? oddText(random) : random.pick(paths),
    ]
      .slice(0, random.chance(0.95) ? 5 : random.int(5))
      .join("\t");
  return damaged(random, Buffer.from(`${random.times(20, line).join("\n")}\n`));
};

export const statusText = (random) =>
  damaged(
    random,
    Buffer.from(
      `listeners 3\nopen 0\ncalls ${random.pick(["9", "-1", "x"])}\nlost 0\nservice ${oddText(random)} calls 1 lost 0 crashes 0 hellos 1\nservice a calls\nend clean\n`,
    ),
  ).toString("utf8");

/** A journal of a workspace, sound or not. */
export const journalText = (random) => {
  const line = () =>
    JSON.stringify(
      mutatedSometimes(random, {
        op: random.pick(["note", "forget"]),
        at: "t",
        resource: {
          kind: random.pick(["volume", "image", "project", "container"]),
          name: random.pick(["stack-slim-1-a", "postgres:16", "shop_db", "stack-slim/sensor:1"]),
        },
      }),
    );
  return damaged(random, Buffer.from(`${random.times(8, line).join("\n")}\n`)).toString("utf8");
};
