import { execFile } from "node:child_process";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Probe } from "../../src/model/config.js";
import type { ProbeContext } from "../../src/probe/driver.js";
import { drivers, runProbe } from "../../src/probe/drivers.js";
import { untilReady } from "../../src/probe/ready.js";

const run = promisify(execFile);
const docker = async (...args: string[]): Promise<string> => (await run("docker", args)).stdout.trim();
const prefix = `wip-probe-${process.pid}`;
const fixtures = fileURLToPath(new URL("fixtures/probe", import.meta.url));
const made: string[] = [];

/** Starts a container and gives what a probe of it is told. */
const boot = async (name: string, image: string, port: number, command: readonly string[] = []): Promise<ProbeContext> => {
  const container = `${prefix}-${name}`;
  made.push(container);
  await docker("run", "--detach", "--name", container, "--hostname", name, "--publish", `127.0.0.1::${port}`, image, ...command);
  const hostPort = Number((await docker("port", container, `${port}/tcp`)).split(":").at(-1));
  return {
    service: name,
    endpoints: { address: (_, asked) => (asked === port ? { host: "127.0.0.1", port: hostPort } : undefined), all: () => [] },
    exec: async (line) => ({ exitCode: 0, output: await docker("exec", container, ...line) }),
    signal: new AbortController().signal,
    cwd: "/",
    log: () => undefined,
  };
};

const build = async (server: string): Promise<string> => {
  const image = `${prefix}-${server}`;
  await docker("build", "--quiet", "--file", join(fixtures, `${server}.Dockerfile`), "--tag", image, fixtures);
  return image;
};

const ready = (probe: Probe, context: ProbeContext) => untilReady(drivers, [probe], context, { deadlineMs: 90_000 });

afterAll(async () => {
  await Promise.allSettled(made.map((name) => docker("rm", "--force", "--volumes", name)));
  await Promise.allSettled(["postgres", "mysql", "redis", "amqp"].map((target) => docker("image", "rm", "--force", `${prefix}-${target}`)));
});

describe("postgres", () => {
  const sql = { kind: "sql", dialect: "postgres", port: 5432, user: "app", password: "secret", database: "shop" } as const;
  let context: ProbeContext;
  beforeAll(async () => {
    context = await boot("postgres", await build("postgres"), 5432);
  });

  test("a working server is exercised and nothing stays", async () => {
    expect(await ready(sql, context)).toMatchObject({ ok: true, details: [expect.stringMatching(/^PostgreSQL 15\..* writes and reads$/)] });
    const left = await context.exec(["psql", "-At", "shop", "-c", "select nspname from pg_namespace where nspname like 'stack%'"], 1);
    expect(left.output).toBe("");
  });

  test("a user who may not create reads", async () => {
    const logged: string[] = [];
    const result = await runProbe(drivers, { ...sql, user: "reader" }, { ...context, log: (line) => logged.push(line) });
    expect(result).toMatchObject({ ok: true, detail: expect.stringContaining("reads (the user may not create)") as string });
    expect(logged.join()).toMatch(/^postgres: CHECKPOINT left out: /);
  });

  test.each([
    [{ password: "wrong" }, 'password authentication failed for user "app"'],
    [{ database: "none" }, 'database "none" does not exist'],
  ])("%j fails with the server's own words", async (wrong, error) => {
    expect(await runProbe(drivers, { ...sql, ...wrong }, context)).toEqual({ ok: false, error, retryable: true });
  });
});

describe("mysql", () => {
  const sql = { kind: "sql", dialect: "mysql", port: 3306, user: "app", password: "secret", database: "shop" } as const;
  let context: ProbeContext;
  beforeAll(async () => {
    context = await boot("mysql", await build("mysql"), 3306);
  });

  test.each(["shop", ""])("a working server is exercised in database %j and nothing stays", async (database) => {
    expect(await ready({ ...sql, database }, context)).toMatchObject({
      ok: true,
      details: [expect.stringMatching(/^10\..*MariaDB.* writes and reads$/)],
    });
    const query =
      "select concat(table_schema, '.', table_name) from information_schema.tables where concat(table_schema, table_name) like '%stack%'";
    expect((await context.exec(["mariadb", "--skip-column-names", "-e", `${query}; show databases like 'stack%'`], 1)).output).toBe("");
  });

  test("a user who may not create reads", async () => {
    const result = await runProbe(drivers, { ...sql, user: "reader" }, context);
    expect(result).toMatchObject({ ok: true, detail: expect.stringContaining("reads (the user may not create)") as string });
  });

  test("a wrong password fails with the server's own words", async () => {
    const result = await runProbe(drivers, { ...sql, password: "wrong" }, context);
    expect(result).toMatchObject({ ok: false, error: expect.stringContaining("Access denied for user 'app'") as string });
  });
});

describe("redis", () => {
  const redis = { kind: "redis", port: 6379, password: "secret" } as const;
  let image: string;
  let context: ProbeContext;
  beforeAll(async () => {
    image = await build("redis");
    context = await boot("redis", image, 6379);
  });

  test("a working server is exercised and nothing stays", async () => {
    expect(await ready(redis, context)).toMatchObject({ ok: true, details: [expect.stringMatching(/^Redis 7\..* writes and reads$/)] });
    expect((await context.exec(["redis-cli", "-a", "secret", "--no-auth-warning", "dbsize"], 1)).output).toBe("0");
  });

  test("a replica, which takes no writes, answers", async () => {
    const replica = await boot("replica", image, 6379, ["redis-server", "--protected-mode", "no", "--replicaof", "127.0.0.1 1"]);
    const result = await ready({ kind: "redis", port: 6379 }, replica);
    expect(result).toMatchObject({ ok: true, details: [expect.stringContaining("answers (it takes no writes)")] });
  });

  test.each([
    ["wrong", "WRONGPASS"],
    [undefined, "NOAUTH"],
  ])("the password %j fails with the server's own words", async (password, words) => {
    const probe = { kind: "redis", port: 6379, ...(password === undefined ? {} : { password }) } as const;
    expect(await runProbe(drivers, probe, context)).toMatchObject({ ok: false, error: expect.stringContaining(words) as string });
  });
});

describe("amqp", () => {
  const amqp = { kind: "amqp", port: 5672, user: "app", password: "secret", vhost: "/" } as const;
  let context: ProbeContext;
  beforeAll(async () => {
    context = await boot("amqp", await build("amqp"), 5672);
  });

  test("a working broker is exercised and nothing stays", async () => {
    expect(await ready(amqp, context)).toMatchObject({ ok: true, details: [expect.stringMatching(/^RabbitMQ 3\..* passes messages on$/)] });
    expect((await context.exec(["rabbitmqctl", "--silent", "list_queues", "--no-table-headers", "name"], 1)).output).toBe("");
  });

  test.each([
    [{ password: "wrong" }, "ACCESS_REFUSED"],
    [{ vhost: "none" }, 'the broker refuses the virtual host "none"'],
  ])("%j is refused by the broker", async (wrong, words) => {
    expect(await runProbe(drivers, { ...amqp, ...wrong }, context)).toMatchObject({
      ok: false,
      error: expect.stringContaining(words) as string,
    });
  });
});

describe("a published port behind which nothing listens", () => {
  let context: ProbeContext;
  beforeAll(async () => {
    context = await boot("empty", "debian:bookworm-slim", 80, ["sleep", "infinity"]);
  });

  const step = { method: "GET", url: "/", headers: {}, expect: { status: ["2xx"] }, extract: {} } as const;
  const login = { port: 80, user: "app", password: "secret" } as const;
  test.each<Probe>([
    { kind: "tcp", port: 80 },
    { kind: "http", port: 80, scheme: "http", steps: [step] },
    { kind: "sql", dialect: "postgres", database: "shop", ...login },
    { kind: "sql", dialect: "mysql", database: "shop", ...login },
    { kind: "redis", port: 80 },
    { kind: "amqp", vhost: "/", ...login },
  ])("is said to be one by the driver $kind", async (probe) => {
    const error = expect.stringMatching(/nothing accepts it behind the port$/) as string;
    expect(await runProbe(drivers, probe, context)).toEqual({ ok: false, error, retryable: true });
  });
});
