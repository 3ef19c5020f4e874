import { execFile } from "node:child_process";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Probe } from "../../src/model/config.js";
import type { ContainerState } from "../../src/model/ports.js";
import { containerState } from "../../src/docker/container-state.js";
import type { ProbeContext } from "../../src/probe/driver.js";
import { drivers, runProbe } from "../../src/probe/drivers.js";
import { endpointsOf } from "../../src/probe/endpoints.js";
import { untilReady } from "../../src/probe/ready.js";

const run = promisify(execFile);
const docker = async (...args: string[]): Promise<string> => (await run("docker", args)).stdout.trim();
const name = `wip-stores-${process.pid}`;
const fixtures = fileURLToPath(new URL("fixtures/probe", import.meta.url));
const secret = "planted-secret";
const login = { user: "app", password: secret } as const;
const ports = ["25", "53", "53/udp", "389", "465", "636", "1883", "8883", "11211"];

let context: ProbeContext;

beforeAll(async () => {
  await docker("build", "--quiet", "--file", join(fixtures, "stores.Dockerfile"), "--tag", name, fixtures);
  const publish = ports.map((port) => `--publish=127.0.0.1::${port}`);
  // Its own name server: the mail server asks for the name of who connects.
  await docker("run", "--detach", "--name", name, "--dns", "127.0.0.1", ...publish, name);
  const [inspected] = JSON.parse(await docker("inspect", name)) as [Parameters<typeof containerState>[0]];
  const state: ContainerState = { ...containerState(inspected), service: name };
  context = {
    service: name,
    endpoints: endpointsOf([state]),
    exec: async (line) => ({ exitCode: 0, output: await docker("exec", name, ...line) }),
    signal: new AbortController().signal,
    cwd: "/",
    log: () => undefined,
  };
});

afterAll(async () => {
  await docker("rm", "--force", "--volumes", name).catch(() => undefined);
  await docker("image", "rm", "--force", name).catch(() => undefined);
});

const mqtt = { kind: "mqtt", port: 1883 } as const;
const secureMqtt = { kind: "mqtt", port: 8883, tls: true } as const;
const ldap = { kind: "ldap", port: 389 } as const;
const smtp = { kind: "smtp", port: 25, from: "probe@example.com" } as const;
const dns = { kind: "dns", port: 53, protocol: "udp", name: "probe.test", type: "A" } as const;

describe("a working server passes", () => {
  test.each<[string, Probe, RegExp]>([
    ["mqtt", mqtt, /^MQTT broker \(mosquitto version 2.*\) passes messages on$/],
    ["mqtt over TLS, logged in, below a topic", { ...secureMqtt, ...login, topic: "a/b/" }, /passes messages on$/],
    ["mqtt that lets in nobody it doesn't know", secureMqtt, /^MQTT broker answers \(it wants a login, and none is known\)$/],
    ["memcached", { kind: "memcached", port: 11211 }, /^memcached 1\..* writes and reads$/],
    ["ldap", ldap, /^LDAP server reads \(nobody logs in\)$/],
    ["ldap, logged in by a name", { ...ldap, ...login }, /^LDAP server writes and reads$/],
    [
      "ldap over TLS, logged in by a DN",
      { ...ldap, port: 636, tls: true, ...login, user: "cn=app,dc=example,dc=org" },
      /writes and reads$/,
    ],
    ["ldap, a user who may not write", { ...ldap, ...login, user: "reader" }, /reads \(the user may not write\)$/],
    ["smtp", smtp, /^SMTP server answers over TLS$/],
    ["smtp, logged in, with a message", { ...smtp, ...login, to: "x@example.org" }, /lets the user in, takes a message$/],
    ["smtp over TLS", { ...smtp, port: 465, tls: true, ...login }, /^SMTP server answers over TLS, lets the user in$/],
    ["dns", { ...dns, expect: "192.0.2.7" }, /answers A probe\.test: 192\.0\.2\.7$/],
    ["dns over TCP", { ...dns, protocol: "tcp", type: "TXT", expect: "/^plant/" }, /answers TXT probe\.test: planted$/],
    ["dns that knows no such name", { ...dns, name: "other.test" }, /answers A other\.test: REFUSED$/],
  ])("%s", async (_, probe, detail) => {
    expect(await untilReady(drivers, [probe], context, { deadlineMs: 30_000 })).toMatchObject({
      ok: true,
      details: [expect.stringMatching(detail) as string],
    });
  });

  test("and nothing stays", async () => {
    expect((await context.exec(["slapcat", "-f", "/etc/ldap/slapd.conf"], 1)).output).not.toContain("stack_slim_probe");
    const stats = "exec 3<>/dev/tcp/127.0.0.1/11211; printf 'stats\\r\\nquit\\r\\n' >&3; grep -o 'curr_items [0-9]*' <&3";
    expect((await context.exec(["bash", "-c", stats], 1)).output).toBe("curr_items 0");
  });
});

describe("what is wrong is said in the server's words, without the password", () => {
  const wrong = { user: "app", password: `not-the-${secret}` } as const;
  test.each<[string, Probe, string]>([
    ["mqtt", { ...secureMqtt, ...wrong }, "Not authorized"],
    ["ldap", { ...ldap, ...wrong }, "InvalidCredentialsError (Code: 0x31)"],
    ["smtp", { ...smtp, ...wrong }, "535 Incorrect authentication data"],
    ["smtp, a recipient that isn't theirs", { ...smtp, ...login, to: "x@elsewhere.net" }, "550 not for us"],
    ["dns", { ...dns, expect: "192.0.2.8" }, 'no 192.0.2.8 among the answers ("192.0.2.7")'],
    ["mqtt without the TLS it wants", { ...secureMqtt, tls: false }, "connection closed without an answer"],
  ])("%s", async (_, probe, words) => {
    const result = await runProbe(drivers, probe, context);
    expect(result).toMatchObject({ ok: false, retryable: true, error: expect.stringContaining(words) as string });
    expect(JSON.stringify(result)).not.toContain(secret);
  });
});
