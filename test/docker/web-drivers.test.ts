import { execFile } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { HttpStep } from "../../src/model/config.js";
import type { ProbeContext, ProbeOf } from "../../src/probe/driver.js";
import { drivers, runProbe } from "../../src/probe/drivers.js";
import { untilReady } from "../../src/probe/ready.js";

const run = promisify(execFile);
const docker = async (...args: string[]): Promise<string> => (await run("docker", args)).stdout.trim();
const image = `wip-web-${process.pid}`;
const fixtures = fileURLToPath(new URL("fixtures/probe", import.meta.url));
const made: string[] = [];
let folder = "";

/** Starts a container of the image and gives what a probe of it is told. */
const boot = async (name: string, ports: readonly number[], command: readonly string[] = []): Promise<ProbeContext> => {
  const container = `${image}-${name}`;
  made.push(container);
  await docker("run", "--detach", "--name", container, ...ports.flatMap((port) => ["--publish", `127.0.0.1::${port}`]), image, ...command);
  const bound = await Promise.all(
    ports.map(async (port) => [port, Number((await docker("port", container, `${port}/tcp`)).split(":").at(-1))] as const),
  );
  const hostPorts = new Map(bound);
  return {
    service: name,
    endpoints: {
      address: (_, asked) => (hostPorts.has(asked) ? { host: "127.0.0.1", port: hostPorts.get(asked) ?? 0 } : undefined),
      all: () => [],
    },
    exec: async (line) => ({ exitCode: 0, output: await docker("exec", container, ...line) }),
    signal: new AbortController().signal,
    cwd: folder,
    log: () => undefined,
  };
};

const step = (url: string, rest: Partial<HttpStep> = {}): HttpStep => ({
  method: "GET",
  url,
  headers: {},
  expect: { status: [200] },
  extract: {},
  ...rest,
});

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "stack-slim-web-"));
  await docker("build", "--quiet", "--file", join(fixtures, "web.Dockerfile"), "--tag", image, fixtures);
});

afterAll(async () => {
  await Promise.allSettled(made.map((name) => docker("rm", "--force", "--volumes", name)));
  await Promise.allSettled([docker("image", "rm", "--force", image), rm(folder, { recursive: true })]);
});

describe("PHP-FPM", () => {
  const probe = (...steps: HttpStep[]): ProbeOf<"fastcgi"> => ({ kind: "fastcgi", port: 9000, root: "/srv/app/", steps });
  let context: ProbeContext;
  beforeAll(async () => {
    context = await boot("fpm", [9000]);
    const ping = probe(step("/ping", { expect: { status: [200], text: ["pong"], type: "text/plain" } }));
    expect(await untilReady(drivers, [ping], context, { deadlineMs: 60_000 })).toMatchObject({ ok: true, details: ["GET /ping 200"] });
  });

  test("runs a script with cookies, a form, a redirect and path info", async () => {
    const name = "Zoë & {{random}}".padEnd(300, "-");
    const steps = [
      step("/", { host: "shop.example", expect: { status: [200], json: { "$.seen": 1, "$.path": "", "$.host": "shop.example" } } }),
      step("/index.php", {
        method: "POST",
        body: { form: { name } },
        expect: { status: [200], json: { "$.seen": 3, "$.path": "/done", "$.name": name } },
      }),
    ];
    const detail = "GET / 200, POST /index.php 200";
    expect(await runProbe(drivers, probe(...steps), context)).toEqual({ ok: true, detail });
  });

  test("takes a body of more than one record", async () => {
    const body = { multipart: { name: "big", file: "x".repeat(200_000) } };
    const upload = step("/index.php", { method: "POST", body, expect: { status: [200], json: { "$.name": "big" } } });
    expect(await runProbe(drivers, probe(upload), context)).toMatchObject({ ok: true });
  });

  test.each([
    ["/none.php", 'GET /none.php: status 404, expected 200; body begins "File not found."'],
    ["/index.php?fail", "GET /index.php?fail: status 500, expected 200; empty body"],
  ])("says what is wrong with %s", async (url, error) => {
    expect(await runProbe(drivers, probe(step(url)), context)).toEqual({ ok: false, error, retryable: true });
  });

  test("isn't taken for HTTP", async () => {
    const http = { kind: "http", port: 9000, scheme: "http", steps: [step("/")] } as const;
    expect(await runProbe(drivers, http, context)).toMatchObject({ ok: false, error: "GET /: connection closed without an answer" });
  });
});

describe("nginx", () => {
  let context: ProbeContext;
  beforeAll(async () => {
    context = await boot("nginx", [82, 443, 9000], ["nginx"]);
    await writeFile(join(folder, "ca.pem"), (await context.exec(["cat", "/etc/nginx/cert.pem"], 1)).output);
  });
  const https = (...steps: HttpStep[]): ProbeOf<"http"> => ({ kind: "http", port: 443, scheme: "https", steps });
  const trusted = { tls: { verify: true, ca: "ca.pem" }, host: "shop.example" } as const;

  test.each<[string, ProbeOf<"http">]>([
    [
      "HTTP/2 over a verified certificate of a virtual host",
      https(step("/", { ...trusted, http2: true, expect: { status: [200], text: ["HTTP/2.0 shop.example shop.example"] } })),
    ],
    ["HTTP/1.1 there", https(step("/", { ...trusted, expect: { status: [200], text: ["HTTP/1.1 shop.example"] } }))],
    ["another virtual host", https(step("/", { expect: { status: [421] } }))],
    [
      "HTTP/2 without TLS",
      {
        kind: "http",
        port: 82,
        scheme: "http",
        steps: [step("/", { http2: true, expect: { status: [200], text: ["HTTP/2.0 127.0.0.1"] } })],
      },
    ],
  ])("answers %s", async (_, probe) => {
    expect(await untilReady(drivers, [probe], context, { deadlineMs: 60_000 })).toMatchObject({ ok: true });
  });

  test("a port behind which nothing listens is said to be one by the driver fastcgi", async () => {
    const probe = { kind: "fastcgi", port: 9000, root: "/", steps: [step("/")] } as const;
    const error = "GET /: connection closed at once: nothing accepts it behind the port";
    expect(await runProbe(drivers, probe, context)).toEqual({ ok: false, error, retryable: true });
  });

  test("isn't taken for FastCGI", async () => {
    const probe = { kind: "fastcgi", port: 443, root: "/", steps: [step("/")] } as const;
    expect(await runProbe(drivers, probe, context)).toMatchObject({
      ok: false,
      error: expect.stringContaining("the answer isn't FastCGI") as string,
    });
  });
});
