import { describe, expect, it } from "vitest";
import type { ComposeService } from "../../../src/model/compose-model.js";
import type { ImageConfig } from "../../../src/model/image.js";
import type { Edge } from "../../../src/model/stack.js";
import { loadCatalogue } from "../../../src/plan/catalogue.js";
import { bestMatch } from "../../../src/plan/match-probe.js";
import { serviceFacts } from "../../../src/plan/service-facts.js";
import { isProgram, startedPrograms } from "../../../src/plan/started-programs.js";
import { imageOf, stackOf } from "./fixture.js";

const catalogue = await loadCatalogue();

/** The sure match of a service `db` of the stack, by name. */
function sureMatch(spec: ComposeService, image?: Partial<ImageConfig>, edges: readonly Edge[] = []): string | undefined {
  const stack = stackOf({ db: spec });
  const service = stack.services[0];
  if (service === undefined) throw new Error("no service");
  const info = image === undefined ? undefined : imageOf(service.image, image);
  const match = bestMatch(
    catalogue,
    serviceFacts(stack, service, info, edges, () => undefined),
  );
  return match?.strength === "strong" ? match.entry.name : undefined;
}

const path = { PATH: "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin" };

describe("an image that isn't in the engine is known by its name", () => {
  it.each([
    ["nginx:1.27-alpine", "nginx"],
    ["docker.io/nginxinc/nginx-unprivileged:stable", "nginx"],
    ["httpd:2.4", "httpd"],
    ["haproxy:lts", "haproxy"],
    ["traefik:v3.1", "traefik"],
    ["caddy:2", "caddy"],
    ["envoyproxy/envoy:v1.31-latest", "envoy"],
    ["postgres:16", "postgres"],
    ["postgis/postgis:16-3.4", "postgres"],
    ["mysql:8.4", "mysql"],
    ["mariadb:11", "mysql"],
    ["mongo:7", "mongo"],
    ["redis:7-alpine", "redis"],
    ["valkey/valkey:8", "redis"],
    ["memcached:1.6", "memcached"],
    ["rabbitmq:3-management", "rabbitmq"],
    ["nats:2.10", "nats"],
    ["apache/kafka:3.8.0", "kafka"],
    ["confluentinc/cp-kafka:7.6.0", "kafka"],
    ["eclipse-mosquitto:2", "mosquitto"],
    ["docker.elastic.co/elasticsearch/elasticsearch:7.17.0", "elasticsearch"],
    ["docker.elastic.co/elasticsearch/elasticsearch:8.15.0", "elasticsearch-8"],
    ["opensearchproject/opensearch:2", "opensearch"],
    ["minio/minio", "minio"],
    ["influxdb:2.7", "influxdb"],
    ["prom/prometheus:v2.53.0", "prometheus"],
    ["grafana/grafana-oss:11.0.0", "grafana"],
    ["wordpress:6-apache", "wordpress"],
    ["ghost:5", "ghost"],
    ["nextcloud:29", "nextcloud"],
    ["gitea/gitea:1.22", "gitea"],
    ["quay.io/keycloak/keycloak:25.0", "keycloak"],
    ["hashicorp/vault:1.17", "vault"],
    ["registry.example:5000/mirror/library/registry:2", "registry"],
  ])("%s", (image, name) => {
    expect(sureMatch({ image })).toBe(name);
  });
});

/** As `docker image inspect` shows the published images; here under a name that says nothing. */
const renamed: readonly [string, Partial<ImageConfig>, ComposeService][] = [
  [
    "nginx",
    {
      entrypoint: ["/docker-entrypoint.sh"],
      command: ["nginx", "-g", "daemon off;"],
      environment: { ...path, NGINX_VERSION: "1.27.0" },
      exposedPorts: ["80/tcp"],
    },
    {},
  ],
  ["httpd", { command: ["httpd-foreground"], environment: { HTTPD_PREFIX: "/usr/local/apache2" }, exposedPorts: ["80/tcp"] }, {}],
  ["haproxy", { entrypoint: ["docker-entrypoint.sh"], command: ["haproxy", "-f", "/usr/local/etc/haproxy/haproxy.cfg"] }, {}],
  ["traefik", { entrypoint: ["/entrypoint.sh"], command: ["traefik"], labels: { "org.opencontainers.image.title": "Traefik" } }, {}],
  [
    "traefik",
    { entrypoint: ["/entrypoint.sh"], labels: { "org.opencontainers.image.title": "Traefik" } },
    { command: ["--providers.docker"] },
  ],
  ["caddy", { command: ["caddy", "run", "--config", "/etc/caddy/Caddyfile"], labels: { "org.opencontainers.image.title": "Caddy" } }, {}],
  ["envoy", { entrypoint: ["/docker-entrypoint.sh"], command: ["envoy", "-c", "/etc/envoy/envoy.yaml"] }, {}],
  [
    "postgres",
    {
      entrypoint: ["docker-entrypoint.sh"],
      command: ["postgres"],
      environment: { PG_MAJOR: "16", PGDATA: "/var/lib/postgresql/data" },
      exposedPorts: ["5432/tcp"],
    },
    { environment: { POSTGRES_PASSWORD: "x" } },
  ],
  [
    "postgres",
    { entrypoint: ["/opt/team/start.sh"], exposedPorts: ["5432/tcp"] },
    { environment: { POSTGRES_PASSWORD: "x", POSTGRES_DB: "shop" } },
  ],
  [
    "postgres",
    {
      entrypoint: ["/opt/bitnami/scripts/postgresql/entrypoint.sh"],
      command: ["/opt/bitnami/scripts/postgresql/run.sh"],
      environment: { BITNAMI_APP_NAME: "postgresql" },
    },
    {},
  ],
  ["mysql", { entrypoint: ["docker-entrypoint.sh"], command: ["mysqld"], exposedPorts: ["3306/tcp", "33060/tcp"] }, {}],
  ["mysql", { entrypoint: ["docker-entrypoint.sh"], command: ["mariadbd"], exposedPorts: ["3306/tcp"] }, {}],
  ["mongo", { entrypoint: ["docker-entrypoint.sh"], command: ["mongod"], exposedPorts: ["27017/tcp"] }, {}],
  ["redis", { entrypoint: ["docker-entrypoint.sh"], command: ["redis-server"], exposedPorts: ["6379/tcp"] }, {}],
  ["redis", { entrypoint: ["tini", "--", "gosu", "redis", "valkey-server", "/etc/valkey.conf"] }, {}],
  [
    "redis-bitnami",
    {
      entrypoint: ["/opt/bitnami/scripts/redis/entrypoint.sh"],
      command: ["/opt/bitnami/scripts/redis/run.sh"],
      environment: { BITNAMI_APP_NAME: "redis" },
    },
    { environment: { REDIS_PASSWORD: "x" } },
  ],
  ["memcached", { entrypoint: ["docker-entrypoint.sh"], command: ["memcached"], exposedPorts: ["11211/tcp"] }, {}],
  [
    "rabbitmq",
    { entrypoint: ["docker-entrypoint.sh"], command: ["rabbitmq-server"], environment: { RABBITMQ_DATA_DIR: "/var/lib/rabbitmq" } },
    {},
  ],
  ["nats", { entrypoint: ["docker-entrypoint.sh"], command: ["nats-server", "--config", "nats-server.conf"] }, {}],
  ["kafka", { entrypoint: ["/__cacert_entrypoint.sh"], command: ["/etc/kafka/docker/run"], exposedPorts: ["9092/tcp"] }, {}],
  ["kafka", { command: ["/etc/confluent/docker/run"] }, { environment: { KAFKA_ADVERTISED_LISTENERS: "PLAINTEXT://db:9092" } }],
  ["mosquitto", { entrypoint: ["/docker-entrypoint.sh"], command: ["/usr/sbin/mosquitto", "-c", "/mosquitto/config/mosquitto.conf"] }, {}],
  [
    "elasticsearch",
    {
      entrypoint: ["/bin/tini", "--", "/usr/local/bin/docker-entrypoint.sh"],
      command: ["eswrapper"],
      environment: { ELASTIC_CONTAINER: "true" },
      labels: { "org.opencontainers.image.title": "Elasticsearch" },
    },
    { environment: { "discovery.type": "single-node" } },
  ],
  [
    "opensearch",
    { entrypoint: ["./opensearch-docker-entrypoint.sh"], command: ["opensearch"], exposedPorts: ["9200/tcp"] },
    { environment: { "discovery.type": "single-node", OPENSEARCH_INITIAL_ADMIN_PASSWORD: "x" } },
  ],
  ["minio", { entrypoint: ["/usr/bin/docker-entrypoint.sh"], labels: { name: "MinIO" } }, { command: ["server", "/data"] }],
  ["influxdb", { entrypoint: ["/entrypoint.sh"], command: ["influxd"], exposedPorts: ["8086/tcp"] }, {}],
  ["prometheus", { entrypoint: ["/bin/prometheus"], command: ["--config.file=/etc/prometheus/prometheus.yml"] }, {}],
  ["grafana", { entrypoint: ["/run.sh"], environment: { GF_PATHS_HOME: "/usr/share/grafana" }, exposedPorts: ["3000/tcp"] }, {}],
  [
    "wordpress",
    { entrypoint: ["docker-entrypoint.sh"], command: ["apache2-foreground"], environment: { APACHE_CONFDIR: "/etc/apache2" } },
    { environment: { WORDPRESS_DB_HOST: "mysql" } },
  ],
  [
    "ghost",
    {
      entrypoint: ["docker-entrypoint.sh"],
      command: ["node", "current/index.js"],
      environment: { GHOST_INSTALL: "/var/lib/ghost" },
      exposedPorts: ["2368/tcp"],
    },
    {},
  ],
  [
    "nextcloud",
    { entrypoint: ["/entrypoint.sh"], command: ["apache2-foreground"], environment: { NEXTCLOUD_VERSION: "29.0.4" } },
    { environment: { MYSQL_PASSWORD: "x", MYSQL_HOST: "mysql" } },
  ],
  [
    "gitea",
    { entrypoint: ["/usr/bin/entrypoint"], command: ["/usr/bin/s6-svscan", "/etc/s6"], environment: { GITEA_CUSTOM: "/data/gitea" } },
    {},
  ],
  ["keycloak", { entrypoint: ["/opt/keycloak/bin/kc.sh"] }, { command: ["start-dev"] }],
  [
    "vault",
    { entrypoint: ["docker-entrypoint.sh"], labels: { name: "Vault" }, exposedPorts: ["8200/tcp"] },
    { command: ["server", "-dev"] },
  ],
];

describe("a renamed or rebuilt image is known by what it holds", () => {
  it.each(renamed)("%s", (name, image, spec) => {
    expect(sureMatch({ image: "registry.example/team/db:1", ...spec }, image)).toBe(name);
  });

  it("has a case for every kind that must be known", () => {
    const kinds = new Set(renamed.map(([name]) => name));
    expect(kinds.size).toBeGreaterThanOrEqual(25);
    expect(catalogue.length).toBeGreaterThanOrEqual(40);
  });
});

describe("a client isn't taken for what it uses", () => {
  const edge = (port: number): readonly Edge[] => [{ from: "db", to: "other", origin: "environment", detail: "URL", port }];
  it.each<[string, ComposeService, Partial<ImageConfig> | undefined, readonly Edge[]]>([
    [
      "a web app told where its PostgreSQL is",
      { image: "team/web", environment: { POSTGRES_HOST: "pg", POSTGRES_PASSWORD: "x", POSTGRES_DB: "d" }, ports: [{ target: 8000 }] },
      { command: ["gunicorn", "app"] },
      [],
    ],
    [
      "one that is told by a prefixed variable",
      { image: "team/web", environment: { APP_POSTGRES_HOST: "pg", POSTGRES_PASSWORD: "x" } },
      undefined,
      [],
    ],
    [
      "one whose URL only the graph knows",
      { image: "team/web", environment: { STORE: "jdbc:postgresql://other:5432/d", POSTGRES_PASSWORD: "x" } },
      undefined,
      edge(5432),
    ],
    [
      "a backup job made from the server's image",
      { image: "team/backup", environment: { POSTGRES_HOST: "pg", POSTGRES_PASSWORD: "x" } },
      { entrypoint: ["/bin/sh", "-c"], command: ["exec /usr/local/bin/go-cron"], exposedPorts: ["5432/tcp"] },
      [],
    ],
    [
      "a web app whose healthcheck waits for its database",
      { image: "team/web", healthcheck: { test: ["CMD-SHELL", "pg_isready -h pg && curl -f localhost/health"] } },
      undefined,
      [],
    ],
    [
      "a worker with the broker's user",
      { image: "team/worker", environment: { RABBITMQ_DEFAULT_USER: "u", RABBITMQ_DEFAULT_PASS: "p" } },
      undefined,
      edge(5672),
    ],
    ["WordPress' command line", { image: "wordpress:cli", environment: { FOO: "x" } }, undefined, []],
    ["an exporter", { image: "oliver006/redis_exporter", ports: [{ target: 9121 }] }, { entrypoint: ["/redis_exporter"] }, []],
    ["an app that names a server as an argument", { image: "team/app", command: ["wait-for-it", "redis-server:6379"] }, undefined, []],
    ["an app with a healthcheck.sh", { image: "team/app", healthcheck: { test: ["CMD", "/healthcheck.sh"] } }, undefined, []],
    [
      "a client of object storage",
      { image: "team/app", environment: { MINIO_ROOT_USER: "u", MINIO_ENDPOINT: "minio:9000" } },
      undefined,
      [],
    ],
  ])("%s", (_, spec, image, edges) => {
    expect(sureMatch(spec, image, edges)).toBeUndefined();
  });

  it("but a server that shares its clients' env file is still one", () => {
    const environment = { POSTGRES_HOST: "db", POSTGRES_PASSWORD: "x", DATABASE_URL: "postgres://u:x@db:5432/d" };
    expect(sureMatch({ image: "team/db", environment, expose: ["5432"] })).toBe("postgres");
    expect(sureMatch({ image: "team/db", environment: { ...environment, POSTGRES_HOST: "other" }, expose: ["5432"] })).toBeUndefined();
  });
});

describe("the programs a container starts", () => {
  it.each<[string, readonly string[], readonly string[], readonly string[]]>([
    ["behind an init", ["/usr/bin/tini", "-v", "--", "/entry.sh"], ["nginx", "-g", "x"], ["/usr/bin/tini", "/entry.sh", "nginx"]],
    ["behind gosu and its user", [], ["gosu", "app:app", "redis-server", "/r.conf"], ["gosu", "redis-server"]],
    ["behind env and its variables", ["env", "A=b", "-i", "mongod"], [], ["env", "mongod"]],
    ["in a shell's text", [], ["bash", "-ec", "A=1 prepare && exec gosu x mongod --auth"], ["bash", "prepare", "mongod"]],
    ["in an entrypoint that has it all", ["sh", "-c", "nats-server"], [], ["sh", "nats-server"]],
    ["not an argument", [], ["psql", "-U", "postgres"], ["psql"]],
    ["not an option's value", ["run", "--as", "postgres"], ["postgres"], ["run"]],
    ["none", [], [], []],
  ])("%s", (_, entrypoint, command, expected) => {
    expect(startedPrograms(entrypoint, command)).toEqual(expected);
  });

  it("are named by their name, or the end of their path", () => {
    expect(isProgram("run", "/etc/kafka/docker/run")).toBe(true);
    expect(isProgram("kafka/docker/run", "/etc/kafka/docker/run")).toBe(true);
    expect(isProgram("docker/run", "/etc/my-docker/run")).toBe(false);
  });
});
