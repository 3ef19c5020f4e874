import { describe, expect, it } from "vitest";
import type { ComposeModel, ComposeService } from "../../../src/model/compose-model.js";
import type { ImageInfo } from "../../../src/model/image.js";
import type { Stack } from "../../../src/model/stack.js";
import { dependencyEdges } from "../../../src/stack/graph.js";

function stackOf(specs: Readonly<Record<string, ComposeService>>, rest: Partial<ComposeModel> = {}): Stack {
  return {
    source: { files: ["/p/compose.yml"], projectDirectory: "/p", profiles: [], envFiles: [] },
    model: { name: "p", services: specs, ...rest },
    services: Object.entries(specs).map(([name, spec]) => ({ name, image: spec.image ?? `p-${name}`, builds: false, spec })),
  };
}

/** Edges of `web` as `to[:port] origin detail`, in a stack with the services db, user, user-db and cache. */
function edgesOf(web: ComposeService, files: Readonly<Record<string, string>> = {}): readonly string[] {
  const others = {
    db: {},
    user: {},
    "user-db": {},
    cache: { container_name: "redis1", hostname: "the-cache", networks: { x: { aliases: ["kv"] } } },
  };
  const edges = dependencyEdges(stackOf({ ...others, web }), { readConfigFile: (path) => files[path] });
  return edges
    .filter(({ from }) => from === "web")
    .map(({ to, port, origin, detail }) => `${to}${port ? `:${port}` : ""} ${origin} ${detail}`);
}
const fromVariable = (name: string, value: string): readonly string[] =>
  edgesOf({ environment: { [name]: value } }).map((edge) => edge.split(" ")[0] ?? "");

describe("what compose declares", () => {
  it.each<[string, ComposeService, readonly string[]]>([
    ["depends_on", { depends_on: { db: { condition: "service_healthy" } } }, ["db depends_on service_healthy"]],
    ["an absent dependency", { depends_on: { gone: { condition: "service_started", required: false } } }, []],
    ["links", { links: ["db:database"] }, ["db links db:database"]],
    ["network_mode", { network_mode: "service:db" }, ["db network_mode network_mode: service:db"]],
    ["network_mode of a named container", { network_mode: "container:redis1" }, ["cache network_mode network_mode: container:redis1"]],
    ["network_mode host", { network_mode: "host" }, []],
    ["pid and ipc", { pid: "service:db", ipc: "service:user" }, ["db pid pid: service:db", "user ipc ipc: service:user"]],
    [
      "volumes_from",
      { volumes_from: ["db:ro", "container:redis1", "container:other"] },
      ["db volumes_from db:ro", "cache volumes_from volumes_from: container:redis1"],
    ],
  ])("%s", (_, web, edges) => {
    expect(edgesOf(web)).toEqual(edges);
  });

  it("leaves out a service's edge to itself", () => {
    expect(edgesOf({ environment: { SELF_URL: "http://web:80" } })).toEqual([]);
  });
});

describe("names in variables", () => {
  it.each([
    ["DB_HOST", "db", ["db"]],
    ["MONGO_HOST", "user-db:27017", ["user-db:27017"]],
    ["ANYTHING", "db:5432", ["db:5432"]],
    ["DATABASE_URL", "mysql://root:secret@db:3306/mysql", ["db:3306"]],
    ["DATABASE_URL", "postgres://db/x", ["db:5432"]],
    ["SPRING_DATASOURCE_URL", "jdbc:mysql://db:3306/x?user=user", ["db:3306"]],
    ["DSN", "me:secret@tcp(db:3306)/x", ["db:3306"]],
    ["X", "mongodb://a:b@db,user-db:27018/x?replicaSet=r", ["db:27017", "user-db:27018"]],
    ["ZOO_SERVERS", "server.1=db:2888:3888;2181 server.2=user:2888:3888", ["db:2888", "user:2888"]],
    ["ES_HOSTS", '["db","user"]', ["db", "user"]],
    ["CACHE_PEERS", "redis1,the-cache", ["cache"]],
    ["CACHE_SERVER", "kv", ["cache"]],
    ["ADVERTISED", "PLAINTEXT://db:29092,OUTSIDE://user:9092", ["db:29092", "user:9092"]],
    ["JAVA_OPTS", "-Xmx64m -Dspring.data.host=db -Dx.url=http://user:81/", ["user:81", "db"]],
    ["PGHOST", "db", []],
    // Ambiguous or something else.
    ["DB", "db", []],
    ["DB_NAME", "db", []],
    ["DB_SERVER_NAME", "db", []],
    ["DB_HOST_NAME", "db", ["db"]],
    ["POSTGRES_USER", "user", []],
    ["DB_HOST", "mydb", []],
    ["X", "mydb:5432", []],
    ["X", "db.example.org:5432", []],
    ["X", "user-db-2:5432", []],
    ["X", "https://example.org/db:80/user", []],
    ["X", "postgres://user:12345@elsewhere/db", []],
    ["DB_IMAGE", "db:16", []],
    ["X", "db:16-alpine", []],
    ["X", "db:16.2", []],
    ["NO_PROXY", "localhost,db,user", []],
    ["ALLOWED_HOSTS", "db,user", []],
    ["X", "db_name=1", []],
  ])("%s=%s → %j", (name, value, expected) => {
    expect(fromVariable(name, value)).toEqual(expected);
  });

  it("take the port from the variable beside them", () => {
    expect(edgesOf({ environment: { DB_HOST: "db", DB_PORT: "5433", CACHE_ADDR: "kv" } })).toEqual([
      "db:5433 environment DB_HOST",
      "cache environment CACHE_ADDR",
    ]);
  });

  it("are found through a link's alias, by the linking service alone", () => {
    const stack = stackOf({ db: {}, a: { links: ["db:store"], environment: { HOST: "store" } }, b: { environment: { HOST: "store" } } });
    expect(dependencyEdges(stack).map(({ from, to, origin }) => [from, to, origin])).toEqual([
      ["a", "db", "links"],
      ["a", "db", "environment"],
    ]);
  });

  it("count when only the image sets them, unless the service sets them otherwise", () => {
    const config = { entrypoint: [], command: ["serve", "--upstream", "user"], environment: { DB_HOST: "db", CACHE_HOST: "kv" } };
    const images = new Map([["img", { config } as unknown as ImageInfo]]);
    const stack = stackOf({ db: {}, user: {}, kv: {}, web: { image: "img", environment: { CACHE_HOST: "elsewhere" } } });
    expect(dependencyEdges(stack, { images }).map(({ to, origin }) => [to, origin])).toEqual([
      ["db", "environment"],
      ["user", "command"],
    ]);
  });
});

describe("names in commands", () => {
  it.each<[readonly string[], readonly string[]]>([
    [["-d", "60", "-h", "db"], ["db command -h db"]],
    [["app", "--db-host=db"], ["db command --db-host=db"]],
    [["app", "--upstream", "db"], ["db command --upstream db"]],
    [["wait-for-it.sh", "db:5432", "--", "app"], ["db:5432 command db:5432"]],
    [["sh", "-c", "until nc -z db 5432; do sleep 1; done"], ["db:5432 command db 5432"]],
    [["sh", "-c", "curl http://user/x && app"], ["user:80 command curl http://user/x && app"]],
    [["psql", "-U", "user", "db"], []],
    [["db", "8080"], []],
    [["echo", "/srv/db:80"], []],
  ])("%j → %j", (command, expected) => {
    expect(edgesOf({ command })).toEqual(expected);
  });

  it("and in entrypoints", () => {
    expect(edgesOf({ entrypoint: ["tini", "--", "wait", "db:1"] })).toEqual(["db:1 entrypoint db:1"]);
  });
});

describe("names in mounted configuration", () => {
  const file = (text: string): readonly string[] =>
    edgesOf({ volumes: [{ type: "bind", source: "/p/conf/a.conf", target: "/a.conf" }] }, { "/p/conf/a.conf": text });

  it.each([
    ["proxy_pass http://db:8080/x;", ["db:8080 config conf/a.conf:1"]],
    ["upstream x {\n  server db weight=5;\n}", ["db config conf/a.conf:2"]],
    ["upstream db {\n}", []],
    ["- targets: ['db', 'user:9100']", ["user:9100 config conf/a.conf:1", "db config conf/a.conf:1"]],
    ["  targets:\n    - db\n  other:\n    - user", ["db config conf/a.conf:2"]],
    ['{\n  "host": "db",\n  "user": "user"\n}', ["db config conf/a.conf:2"]],
    ["redis.host = kv", ["cache config conf/a.conf:1"]],
    ["# server db;\nserver_name user;\nimage: db:16", []],
    ["x: 1 # host: db:80", []],
  ])("%j → %j", (text, expected) => {
    expect(file(text)).toEqual(expected);
  });

  it("of configs and secrets too, inline or by file, and files outside the project by their whole path", () => {
    const web: ComposeService = {
      configs: [{ source: "c1" }, { source: "c2" }],
      secrets: [{ source: "s1" }],
      volumes: [
        { type: "volume", source: "/p/vol", target: "/v" },
        { type: "bind", source: "/etc/x.conf", target: "/x" },
      ],
    };
    const objects = { configs: { c1: { content: "host: db" }, c2: { file: "/p/c2" } }, secrets: { s1: { file: "/p/s1" } } };
    const files = new Map([
      ["/p/c2", "a\nurl: http://user/"],
      ["/p/s1", "amqp://cache"],
      ["/p/vol", "host: db"],
      ["/etc/x.conf", "host: db"],
    ]);
    const stack = stackOf({ db: {}, user: {}, cache: {}, web }, objects);
    expect(dependencyEdges(stack, { readConfigFile: (path) => files.get(path) })).toEqual([
      { from: "web", to: "db", origin: "config", detail: "c1:1" },
      { from: "web", to: "user", origin: "config", detail: "c2:2", port: 80 },
      { from: "web", to: "cache", origin: "config", detail: "s1:1", port: 5672 },
      { from: "web", to: "db", origin: "config", detail: "/etc/x.conf:1" },
    ]);
  });
});
