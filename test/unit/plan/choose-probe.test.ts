import { describe, expect, it } from "vitest";
import type { ComposeService } from "../../../src/model/compose-model.js";
import type { ServiceConfig } from "../../../src/model/config.js";
import type { ImageConfig } from "../../../src/model/image.js";
import type { PlannedProbe } from "../../../src/model/plan.js";
import type { Edge } from "../../../src/model/stack.js";
import { loadCatalogue } from "../../../src/plan/catalogue.js";
import { chooseProbe } from "../../../src/plan/choose-probe.js";
import { serviceFacts } from "../../../src/plan/service-facts.js";
import { imageOf, stackOf } from "./fixture.js";

const catalogue = await loadCatalogue();

type Known = {
  readonly image?: Partial<ImageConfig>;
  readonly config?: ServiceConfig;
  readonly edges?: readonly Edge[];
  readonly files?: Readonly<Record<string, string>>;
};

function probeOf(spec: ComposeService, { image, config, edges = [], files = {} }: Known = {}): PlannedProbe {
  const stack = stackOf({ s: spec }, { pw: { file: "/p/pw" } });
  const service = stack.services[0];
  if (service === undefined) throw new Error("no service");
  const info = image === undefined ? undefined : imageOf(service.image, image);
  return chooseProbe(
    serviceFacts(stack, service, info, edges, (path) => files[path]),
    config,
    catalogue,
  );
}
const port = (target: number): ComposeService => ({ ports: [{ target }] });
const check = { test: ["CMD", "check"] };
const to = (number: number): readonly Edge[] => [{ from: "x", to: "s", origin: "environment", detail: "X", port: number }];

describe("who decides how a service is probed", () => {
  it.each<[string, ComposeService, Known, PlannedProbe["source"], string]>([
    ["the user before the catalogue", { image: "redis" }, { config: { probe: [{ kind: "tcp", port: 1 }] } }, "config", "tcp 1"],
    ["a sure match before the healthcheck", { image: "redis", healthcheck: check }, {}, "catalogue", "redis"],
    ["the healthcheck before a weak match", { ...port(6379), healthcheck: check }, {}, "healthcheck", "healthcheck"],
    ["the healthcheck before HTTP", { ...port(80), healthcheck: check }, {}, "healthcheck", "healthcheck"],
    ["the image's healthcheck", port(80), { image: { healthcheck: ["CMD-SHELL", "x"] } }, "healthcheck", "healthcheck"],
    [
      "not a healthcheck that is switched off",
      { ...port(80), healthcheck: { disable: true } },
      { image: { healthcheck: ["CMD", "x"] } },
      "http",
      "http 80",
    ],
    [
      "not the healthcheck NONE",
      { ...port(80), healthcheck: { test: ["NONE"] } },
      { image: { healthcheck: ["CMD", "x"] } },
      "http",
      "http 80",
    ],
    ["a weak match before TCP", port(6379), {}, "catalogue", "redis"],
    ["a port others connect to", {}, { edges: to(27_017) }, "catalogue", "mongo"],
    ["HTTP before TCP", { ports: [{ target: 53 }, { target: 8079 }] }, {}, "http", "http 8079"],
    ["a port called http", { ports: [{ target: 7777, name: "http" }] }, {}, "http", "http 7777"],
    ["a routed port", { labels: { "traefik.http.services.x.loadbalancer.server.port": "8001" } }, {}, "http", "http 8001"],
    ["HTTPS where nothing else is", port(443), {}, "http", "https 443"],
    ["the image's exposed port", {}, { image: { exposedPorts: ["8125/udp", "4000/tcp"] } }, "http", "http 4000"],
    ["TCP", port(25_565), {}, "tcp", "tcp 25565"],
    ["not UDP", { ports: [{ target: 80, protocol: "udp" }] }, {}, "none", "none"],
    ["nothing", {}, {}, "none", "none"],
    ["a lone port that isn't the first is no sign", { ...port(3000), expose: ["3306", "33060"] }, {}, "http", "http 3000"],
  ])("%s", (_, spec, known, source, name) => {
    expect(probeOf(spec, known)).toMatchObject({ source, name });
  });

  it("says out loud that there is none", () => {
    expect(probeOf({}).why).toMatch(/no port or healthcheck in the compose file, and no image to look into/);
    expect(probeOf({}, { image: {} }).why).toMatch(/no port and no healthcheck is known/);
  });

  it("runs a healthcheck as the engine does", () => {
    expect(probeOf({ healthcheck: { test: ["CMD-SHELL", "a || exit 1"] } }).probes).toEqual([
      { kind: "exec", command: ["/bin/sh", "-c", "a || exit 1"] },
    ]);
    expect(probeOf({ healthcheck: { test: ["CMD", "a", "b"] } }).probes).toEqual([{ kind: "exec", command: ["a", "b"] }]);
  });

  it("takes a 404 for an answer and a 500 not", () => {
    const [probe] = probeOf(port(80)).probes;
    expect(probe).toMatchObject({ kind: "http", steps: [{ url: "/health" }, { url: "/", expect: { status: ["2xx", "3xx", "4xx"] } }] });
  });
});

describe("the user's probes", () => {
  it("may name catalogue entries and mix", () => {
    const config: ServiceConfig = { probe: ["postgres", { kind: "exec", command: ["x"] }] };
    const probe = probeOf({ environment: { POSTGRES_PASSWORD: "s" } }, { config });
    expect(probe.name).toBe("postgres + exec x");
    expect(probe.probes.map(({ kind }) => kind)).toEqual(["sql", "exec"]);
  });

  it("get the likeliest port where they leave it out", () => {
    const steps = [{ method: "GET", url: "/x", headers: {}, expect: { status: ["2xx"] }, extract: {} }] as const;
    const config: ServiceConfig = {
      probe: [
        { kind: "http", port: 0, scheme: "http", steps },
        { kind: "tcp", port: 0 },
      ],
    };
    expect(probeOf({ ports: [{ target: 53 }, { target: 80 }] }, { config }).probes).toMatchObject([{ port: 80 }, { port: 53 }]);
    expect(() => probeOf({}, { config })).toThrow(/services.s.probe.*no port of this service is known/);
  });

  it("that don't exist are answered with the nearest", () => {
    expect(() => probeOf({}, { config: { probe: ["postgers"] } })).toThrow(
      expect.objectContaining({
        code: "plan.unknown-probe",
        exitCode: 2,
        hint: expect.stringContaining("Did you mean postgres?") as string,
      }),
    );
  });
});

describe("what the catalogue knows services by", () => {
  it.each<[string, ComposeService, Known, string]>([
    ["a mirror's image", { image: "registry.example:5000/library/postgres:16@sha256:00" }, {}, "postgres"],
    ["the more exact image", { image: "bitnami/redis:7" }, {}, "redis-bitnami"],
    ["the tag, where it matters", { image: "nextcloud:29-fpm" }, {}, "php-fpm"],
    ["the image without that tag", { image: "nextcloud:apache" }, {}, "nextcloud"],
    [
      "its program",
      { image: "me/x" },
      { image: { entrypoint: ["/usr/local/bin/docker-entrypoint.sh"], command: ["postgres"] } },
      "postgres",
    ],
    ["the program in a shell", { image: "me/x", command: ["sh", "-c", "prepare && exec redis-server /etc/r.conf"] }, {}, "redis"],
    ["its healthcheck's program", { image: "me/x", healthcheck: { test: ["CMD-SHELL", "mysqladmin ping"] } }, {}, "mysql"],
    ["variables only the server has", { image: "me/x", environment: { MYSQL_ROOT_PASSWORD: "" } }, {}, "mysql"],
    ["a client's variable and the port", { image: "me/x", environment: { POSTGRES_PASSWORD: "s" }, expose: ["5432"] }, {}, "postgres"],
    ["a client's variable when nothing else is known", { image: "me/x", environment: { POSTGRES_PASSWORD: "s" } }, {}, "postgres"],
    ["the front end's image", { image: "weaveworksdemos/front-end:0.3.12" }, {}, "sock-shop-front-end"],
    ["Debian's nginx", { image: "me/edge" }, { image: { command: ["nginx", "-g", "daemon off;"] } }, "nginx"],
  ])("%s", (_, spec, known, name) => {
    expect(probeOf(spec, known)).toMatchObject({ source: "catalogue", name });
  });

  it.each<[string, ComposeService]>([
    ["a client with a host", { image: "me/x", environment: { POSTGRES_PASSWORD: "s", POSTGRES_HOST: "db" } }],
    ["a client with another port", { image: "me/x", environment: { POSTGRES_PASSWORD: "s" }, ports: [{ target: 8080 }] }],
    ["an option's value", { image: "me/x", command: ["psql", "-U", "postgres"] }],
    ["a name that only ends alike", { image: "me/mypostgres" }],
    ["an exporter", { image: "prometheuscommunity/postgres-exporter" }],
  ])("not by %s", (_, spec) => {
    expect(probeOf(spec).source).not.toBe("catalogue");
  });
});

describe("credentials", () => {
  const sql = (spec: ComposeService, files: Readonly<Record<string, string>> = {}) => probeOf(spec, { files }).probes[0];

  it.each<[string, ComposeService, object]>([
    [
      "from variables",
      { image: "postgres", environment: { POSTGRES_USER: "u", POSTGRES_PASSWORD: "p" } },
      { user: "u", password: "p", database: "u" },
    ],
    ["by default", { image: "postgres", environment: { POSTGRES_PASSWORD: "p" } }, { user: "postgres", database: "postgres" }],
    [
      "that look like templates",
      { image: "postgres", environment: { POSTGRES_PASSWORD: "${POSTGRES_USER:-x}$1" } },
      { password: "${POSTGRES_USER:-x}$1" },
    ],
    ["trusting", { image: "postgres", environment: { POSTGRES_HOST_AUTH_METHOD: "trust" } }, { user: "postgres", password: "" }],
    [
      "root's, empty",
      { image: "mysql", environment: { MYSQL_ROOT_PASSWORD: "", MYSQL_DATABASE: "d" } },
      { user: "root", password: "", database: "d" },
    ],
    [
      "the user's before root's",
      { image: "mariadb", environment: { MYSQL_ROOT_PASSWORD: "r", MYSQL_USER: "u", MYSQL_PASSWORD: "p", MYSQL_DATABASE: "d" } },
      { user: "u", password: "p" },
    ],
    [
      "of a command",
      { image: "redis", command: ["redis-server", "--requirepass", "$PW"], environment: { PW: "p" } },
      { kind: "redis", password: "p" },
    ],
    ["of a shell's command", { image: "redis", command: ["sh", "-c", "redis-server --requirepass 'p'"] }, { password: "p" }],
    [
      "of a broker",
      { image: "rabbitmq:3", environment: { RABBITMQ_DEFAULT_USER: "u" } },
      { kind: "amqp", user: "u", password: "guest", vhost: "/" },
    ],
    [
      "of MongoDB",
      { image: "mongo:7", environment: { MONGO_INITDB_ROOT_USERNAME: "u", MONGO_INITDB_ROOT_PASSWORD: "p" } },
      { kind: "mongodb", port: 27017, user: "u", password: "p", authSource: "admin" },
    ],
    [
      "of a directory",
      { image: "bitnami/openldap", environment: { LDAP_ROOT: "dc=a", LDAP_ADMIN_PASSWORD: "p" } },
      { kind: "ldap", port: 1389, user: "cn=admin,dc=a", password: "p" },
    ],
  ])("%s", (_, spec, expected) => {
    expect(sql(spec)).toMatchObject(expected);
  });

  const secret: ComposeService = {
    image: "mysql",
    secrets: [{ source: "pw" }],
    environment: { MYSQL_ROOT_PASSWORD_FILE: "/run/secrets/pw" },
  };
  it("from a secret's file", () => {
    expect(sql(secret, { "/p/pw": "hidden\n" })).toMatchObject({ kind: "sql", user: "root", password: "hidden" });
  });
  it("that can't be read leave a TCP probe, and the plan says why", () => {
    const probe = probeOf(secret);
    expect(probe.probes).toEqual([{ kind: "tcp", port: 3306 }]);
    expect(probe.why).toMatch(/no password is known/);
  });
  it("show RabbitMQ's management only where its port is known", () => {
    expect(probeOf({ image: "rabbitmq:3" }).probes).toHaveLength(1);
    expect(probeOf({ image: "rabbitmq:3", ports: [{ target: 15_672 }] }).probes).toMatchObject([
      { kind: "amqp", port: 5672 },
      { kind: "http", port: 15_672 },
    ]);
  });
});

describe("ports of catalogue probes", () => {
  it.each<[string, ComposeService, number]>([
    ["usual", { image: "nginx" }, 80],
    ["a web server's other port", { image: "nginx", ports: [{ target: 8080 }] }, 8080],
    ["usual, though others are known", { image: "nginx", ports: [{ target: 8080 }, { target: 80 }] }, 80],
    ["never another for a database", { image: "postgres", ports: [{ target: 8080 }] }, 5432],
    ["a variable's", { image: "postgres", environment: { PGPORT: "5433" } }, 5433],
    ["an option's", { image: "redis", command: ["redis-server", "--port", "7000"] }, 7000],
    ["usual where the option makes no sense", { image: "redis", command: ["redis-server", "--port", "0"] }, 6379],
  ])("%s", (_, spec, expected) => {
    expect(probeOf(spec).probes[0]).toMatchObject({ port: expected });
  });
});
