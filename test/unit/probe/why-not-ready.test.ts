import { describe, expect, it } from "vitest";
import { listListeners, parseListeners, reachOf } from "../../../src/probe/listeners.js";
import { listenersIn } from "../../../src/probe/look-inside.js";
import { explainNotReady } from "../../../src/probe/explain-not-ready.js";
import { peerInLog, unknownHost, type Peer } from "../../../src/probe/peer-in-log.js";
import { whyNotReady, type Symptoms } from "../../../src/probe/why-not-ready.js";
import { container } from "./servers.js";

const titles = "  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode\n";
const row = (local: string, state = "0A"): string =>
  `   0: ${local} 00000000:0000 ${state} 00000000:00000000 00:00000000 00000000     0        0 8854836 1 00000000d19e8a73 100 0 0 10 0\n`;
const none = "0".repeat(24);

describe("the listening sockets of a container", () => {
  it.each<[string, string, string, string | undefined]>([
    ["all of IPv4", "00000000:1F90", "0.0.0.0", "everywhere"],
    ["the loopback", "0100007F:1F90", "127.0.0.1", "loopback"],
    ["one address", "020012AC:1F90", "172.18.0.2", "one-address"],
    ["all of IPv6", `${"0".repeat(32)}:1F90`, "::", "everywhere"],
    ["IPv6's loopback", `${none}01000000:1F90`, "::1", "loopback"],
    ["the loopback, mapped", "0000000000000000FFFF00000100007F:1F90", "127.0.0.1", "loopback"],
    ["an address with letters", "B80D0120000000000000000001000000:1F90", "2001:db8::1", "one-address"],
  ])("%s", (_, local, address, reach) => {
    expect(parseListeners(titles + row(local))).toEqual([{ address, port: 8080, reach }]);
  });

  it("are neither connections nor Docker's own resolver, and told once each", () => {
    const text = titles + row("0100007F:1F90", "01") + row("0B00007F:A001") + row("00000000:0050") + titles + row("00000000:0050");
    expect(parseListeners(text)).toEqual([{ address: "0.0.0.0", port: 80, reach: "everywhere" }]);
  });

  it("are listed with the address where it isn't open to all", () => {
    const all = parseListeners(row("00000000:0050") + row("0100007F:0050") + row("0100007F:1F90") + row(`${none}01000000:0051`));
    expect(listListeners(all)).toBe("port 80, [::1]:81, 127.0.0.1:8080");
    expect([80, 8080, 81, 82].map((port) => reachOf(all, port))).toEqual(["everywhere", "loopback", "loopback", undefined]);
  });
});

describe("a look into a container", () => {
  const files = (known: Readonly<Record<string, string>>) => (path: string) =>
    known[path] === undefined ? Promise.reject(new Error("ENOENT")) : Promise.resolve(known[path]);
  const table = titles + row("00000000:0050");
  const found = [{ address: "0.0.0.0", port: 80, reach: "everywhere" }];

  it("is had from this machine when the process is the container's", async () => {
    const read = files({ "/proc/7/cgroup": "9:pids:/docker/abc\n", "/proc/7/net/tcp": table });
    expect(await listenersIn({ container: { id: "abc", pid: 7 }, read })).toEqual(found);
  });

  it("isn't had from a process of the same number", async () => {
    const read = files({ "/proc/7/cgroup": "0::/user.slice\n", "/proc/7/net/tcp": table });
    expect(await listenersIn({ container: { id: "abc", pid: 7 }, read })).toBeUndefined();
  });

  it("is had from the first program of the container that can print a file", async () => {
    const asked: string[] = [];
    const exec = ([program = ""]: readonly string[]) => {
      asked.push(program);
      if (program === "cat") return Promise.reject(new Error("executable file not found"));
      return Promise.resolve(program === "perl" ? { exitCode: 0, output: table } : { exitCode: 126, output: "OCI runtime exec failed" });
    };
    expect(await listenersIn({ container: { id: "abc" }, exec })).toEqual(found);
    expect(asked).toEqual(["cat", "/bin/sh", "busybox", "perl"]);
  });

  it("is honestly not had where there is neither", async () => {
    expect(await listenersIn({ container: { id: "abc" }, exec: () => Promise.reject(new Error("no")) })).toBeUndefined();
  });
});

describe("the peer a log complains of", () => {
  const peers: readonly Peer[] = [
    { service: "db", names: ["db", "172.18.0.5"], ports: [5432] },
    { service: "orders-db", names: ["orders-db"], ports: [27_017] },
    { service: "cache", names: ["cache"], ports: [6379] },
  ];
  it.each<[string, string | undefined]>([
    ['psycopg2.OperationalError: could not translate host name "db" to address: Name or service not known', "db"],
    ['connection to server at "db" (172.18.0.5), port 5432 failed: Connection refused', "db"],
    ["Error: connect ECONNREFUSED 172.18.0.5:5432", "db"],
    ["Error: getaddrinfo ENOTFOUND db", "db"],
    ["dial tcp: lookup orders-db on 127.0.0.11:53: no such host", "orders-db"],
    ["java.net.UnknownHostException: orders-db", "orders-db"],
    ["ERROR 2005 (HY000): Unknown MySQL server host 'db' (-2)", "db"],
    ["Can't connect to MySQL server on 'db:3306' (111)", "db"],
    ["Could not connect to Redis at 10.0.0.9:6379", "cache"],
    ["wait-for-it.sh: timeout occurred after waiting for db:5432: connection refused", "db"],
    ["connected to db", undefined],
    ["Error: cannot resolve module ./db.ts", undefined],
    ["listening on :5432", undefined],
    ["", undefined],
  ])("%j", (log, service) => {
    expect(peerInLog(`starting\n${log}\nexiting`, peers)?.peer.service).toBe(service);
  });

  it("is the last one", () => {
    expect(peerInLog("cache: connection refused\ndb: connection refused\n", peers)?.line).toBe("db: connection refused");
  });

  it.each<[string, string | undefined]>([
    ["Error: getaddrinfo ENOTFOUND mongo", "mongo"],
    ["Error: getaddrinfo EAI_AGAIN mongo", "mongo"],
    ['could not translate host name "pg.internal" to address', "pg.internal"],
    ["dial tcp: lookup kafka on 127.0.0.11:53: no such host", "kafka"],
    ["all is well", undefined],
  ])("may be a host that nobody is: %j", (log, host) => {
    expect(unknownHost(log)).toBe(host);
  });
});

describe("why a service isn't ready", () => {
  const base: Symptoms = { port: 8080, listeners: [], restarts: 0, log: "", peers: [], services: ["web", "db"] };
  const open = { address: "0.0.0.0", port: 9090, reach: "everywhere" } as const;
  const dead: Peer = { service: "db", names: ["db"], ports: [5432], trouble: "has ended with exit code 1" };

  it.each<[string, { readonly [K in keyof Symptoms]?: Symptoms[K] | undefined }, RegExp | undefined]>([
    [
      "it serves only itself",
      { listeners: [{ address: "127.0.0.1", port: 8080, reach: "loopback" }] },
      /^it listens on port 8080 of 127\.0\.0\.1 only,.*have it listen on 0\.0\.0\.0$/,
    ],
    ["it serves another port", { listeners: [open] }, /^nothing in its container listens on port 8080, but it does on port 9090$/],
    ["it serves none", {}, /^nothing in its container listens on any TCP port$/],
    ["it serves the port, but wrongly", { listeners: [{ ...open, port: 8080 }] }, /^it does listen on port 8080, so it is the service/],
    ["nobody can see", { listeners: undefined }, /^what listens in its container could not be seen/],
    ["it ended", { ended: { exitCode: 3, oomKilled: false } }, /^its container ended with exit code 3$/],
    [
      "it was killed",
      { ended: { exitCode: 137, oomKilled: true }, restarts: 2 },
      /^its container was killed for using more memory than it may, after 2 restarts$/,
    ],
    [
      "it keeps ending",
      { restarts: 4, upMs: 1_200 },
      /^its container keeps ending and was restarted 4 times, the last time 1\.2 s ago; nothing in/,
    ],
    [
      "it ended since its database had",
      { ended: { exitCode: 1, oomKilled: false }, peers: [dead], log: "boot\nconnect to db: connection refused\n" },
      /^its container ended with exit code 1; it can't do without db, which has ended with exit code 1 \(its log: connect to db: connection refused\)$/,
    ],
    [
      "it ended, and what it needs is down, though it didn't say so",
      { ended: { exitCode: 1, oomKilled: false }, peers: [dead] },
      /exit code 1; it needs db, which has ended with exit code 1$/,
    ],
    [
      "it looks for a host that the stack doesn't have",
      { ended: { exitCode: 1, oomKilled: false }, log: "getaddrinfo ENOTFOUND mongo" },
      /; it looks for the host mongo, which the stack doesn't have$/,
    ],
    ["a probe without a port, and nothing strange", { port: undefined, listeners: undefined }, undefined],
  ])("%s", (_, symptoms, cause) => {
    const why = whyNotReady({ ...base, ...symptoms } as Symptoms);
    if (cause === undefined) expect(why.cause).toBeUndefined();
    else expect(why.cause).toMatch(cause);
  });

  it("gives the last lines of the log, none of them endless", () => {
    const { log } = whyNotReady({ ...base, log: `${"a\n".repeat(50)}\n${"x".repeat(10_000)}\nlast\n` });
    expect(log).toHaveLength(5);
    expect(log.at(-1)).toBe("last");
    expect(log.at(-2)).toHaveLength(301);
  });
});

describe("the explanation of a failed wait", () => {
  const readiness = {
    ok: false,
    stopped: "deadline",
    probe: { kind: "tcp", port: 8080 },
    error: "probe tcp on port 8080 did not pass within 2 s (9 attempts): refused",
    attempts: 9,
    ms: 2000,
  } as const;

  it("has what was tried, the last answer, the cause, and the log", async () => {
    const states = [
      container({ service: "web", ports: { 8080: 1 }, id: "w" }),
      container({ service: "db", ports: {}, status: "exited", exitCode: 1, id: "d" }),
    ];
    const told = await explainNotReady(readiness, {
      service: "web",
      states,
      edges: [{ from: "web", to: "db", origin: "environment", detail: "DB", port: 5432 }],
      log: (id) => Promise.resolve(id === "w" ? "waiting for db:5432\n" : "wrong log"),
      exec: () => Promise.resolve({ exitCode: 0, output: titles + row("0100007F:1F90") }),
    });
    expect(told.error).toMatch(
      /^probe tcp on port 8080 did not pass within 2 s \(9 attempts\): refused; it listens on port 8080 of 127\.0\.0\.1 only/,
    );
    expect(told.error).toMatch(/it can't do without db, which has ended with exit code 1 \(its log: waiting for db:5432\)$/);
    expect(told).toMatchObject({ lacks: true, log: ["waiting for db:5432"] });
  });

  it("doesn't fail because the engine does", async () => {
    const tools = { service: "web", states: [], edges: [], log: () => Promise.reject(new Error("gone")) };
    expect(await explainNotReady(readiness, tools)).toEqual({ error: readiness.error, lacks: false, log: [] });
  });
});
