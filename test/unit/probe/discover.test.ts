import { describe, expect, it } from "vitest";
import type { PlannedProbe } from "../../../src/model/plan.js";
import { betterProbe, probeBesides } from "../../../src/probe/better-probe.js";
import { discoverHttp, type Ask, type Discovered } from "../../../src/probe/discover.js";
import { httpAsker } from "../../../src/probe/http-asker.js";
import type { Answer } from "../../../src/probe/well-known-paths.js";
import { httpServer, tcpServer } from "./servers.js";

const json = (bytes = 20): Answer => ({ status: 200, type: "application/json", bytes });
const html = (bytes = 900, status = 200): Answer => ({ status, type: "text/html", bytes });
const missing = html(150, 404);

/** A stack of ports: what each path answers, `*` for the rest; ports that aren't there refuse. `asked` has every request. */
function world(ports: Readonly<Record<string, Readonly<Record<string, Answer>>>>): { readonly ask: Ask; readonly asked: string[] } {
  const asked: string[] = [];
  const ask: Ask = (port, scheme, path) => {
    asked.push(`${scheme}:${String(port)}${path}`);
    const answers = ports[`${scheme}:${String(port)}`];
    return Promise.resolve(answers?.[path] ?? answers?.["*"] ?? { error: answers === undefined ? "connection refused" : "no answer" });
  };
  return { ask, asked };
}
const paths = (one: Discovered | undefined) =>
  one === undefined || one.speaks === "something else" ? [] : one.found.map(({ path }) => path);

describe("what a port serves", () => {
  it("are the well-known paths that answer", async () => {
    const { ask, asked } = world({
      "http:8080": {
        "/": missing,
        "*": missing,
        "/healthz": { status: 204, bytes: 0 },
        "/metrics": { status: 200, type: "text/plain", bytes: 9_000 },
      },
    });
    const [one] = await discoverHttp([8080], ask);
    expect(one).toMatchObject({ port: 8080, speaks: "http", root: 404 });
    expect(paths(one)).toEqual(["/healthz", "/metrics"]);
    expect(asked.length).toBeLessThanOrEqual(12);
    expect(new Set(asked).size).toBe(asked.length);
  });

  it("aren't what answers anything at all", async () => {
    const { ask } = world({ "http:80": { "/": html(), "*": html(), "/openapi.json": json(5_000) } });
    expect(paths((await discoverHttp([80], ask))[0])).toEqual(["/", "/openapi.json"]);
  });

  it("aren't a login page in front of everything", async () => {
    const { ask } = world({ "http:80": { "*": { status: 302, type: "text/html", bytes: 60 } } });
    expect(paths((await discoverHttp([80], ask))[0])).toEqual(["/"]);
  });

  it("isn't an API's description that is a page, nor a protected one", async () => {
    const { ask } = world({ "http:80": { "*": missing, "/swagger.json": html(), "/v3/api-docs": { ...json(), status: 401 } } });
    expect(paths((await discoverHttp([80], ask))[0])).toEqual([]);
  });

  it("is asked over TLS where plain HTTP is refused", async () => {
    const refusal = { status: 400, type: "text/html", bytes: 200 };
    const { ask } = world({ "http:8443": { "*": refusal }, "https:8443": { "/": html(), "*": missing, "/health": json() } });
    const [one] = await discoverHttp([8443], ask);
    expect(one?.speaks).toBe("https");
    expect(paths(one)).toEqual(["/", "/health"]);
  });

  it("may be plain HTTP that finds the front page a bad request", async () => {
    const { ask } = world({ "http:80": { "*": { ...json(), status: 400 }, "/health": json() } });
    expect(await discoverHttp([80], ask)).toMatchObject([{ speaks: "http", root: 400, found: [{ path: "/health" }] }]);
  });

  it("is left alone where it can't be HTTP, and bounded", async () => {
    const { ask, asked } = world({});
    const found = await discoverHttp([5432, 6379, 7000, 7000, 7001, 7002, 7003], ask, { except: [7001], mostPorts: 2 });
    expect(found.map(({ port, speaks }) => [port, speaks])).toEqual([
      [7000, "something else"],
      [7002, "something else"],
    ]);
    expect(asked).toEqual(["http:7000/", "https:7000/", "http:7002/", "https:7002/"]);
  });

  it("isn't asked any more after an interrupt", async () => {
    const { ask, asked } = world({ "http:80": { "*": html() } });
    expect(await discoverHttp([80], ask, { signal: AbortSignal.abort() })).toEqual([]);
    expect(asked).toEqual([]);
  });
});

describe("a better probe", () => {
  const tcp: PlannedProbe = { source: "tcp", name: "tcp 8080", why: "", probes: [{ kind: "tcp", port: 8080 }] };
  const seen: Discovered = {
    port: 8080,
    speaks: "http",
    root: 200,
    asked: 10,
    found: [
      { path: "/", what: "page", status: 200, type: "text/html" },
      { path: "/health", what: "health", status: 200 },
      { path: "/healthz", what: "health", status: 200 },
      { path: "/metrics", what: "metrics", status: 200 },
    ],
  };
  const silent: Discovered = { ...seen, root: 404, found: [] };
  const other: Discovered = { port: 9000, speaks: "something else", why: "the answer isn't HTTP", asked: 2 };
  const api: Discovered = {
    ...seen,
    found: [
      { path: "/v3/api-docs", what: "api", status: 200 },
      { path: "/graphql?query=%7B__typename%7D", what: "graphql", status: 200 },
    ],
  };

  it("asks for health first, then once for each kind that was found, and crawls the pages", () => {
    const better = betterProbe(tcp, [other, seen]);
    expect(better).toMatchObject({
      source: "seen",
      name: "http 8080 + crawl 8080",
      why: "port 8080 answered / 200, /health 200, /healthz 200, /metrics 200",
    });
    expect(better?.probes).toMatchObject([
      { kind: "http", port: 8080, steps: [{ url: "/health" }, { url: "/" }, { url: "/metrics" }] },
      { kind: "crawl", port: 8080, start: ["/"] },
    ]);
  });

  it("asks an API for what its description names, and writes nothing", () => {
    expect(betterProbe(tcp, [api])?.probes).toMatchObject([
      { kind: "http", steps: [{ url: "/v3/api-docs" }, { url: "/graphql?query=%7B__typename%7D" }] },
      { kind: "openapi", port: 8080, spec: { path: "/v3/api-docs" }, writes: false },
      { kind: "graphql", port: 8080, path: "/graphql", fields: "tried" },
    ]);
  });

  it("takes any answer where no path is known", () => {
    const better = betterProbe({ ...tcp, source: "none", probes: [] }, [silent]);
    expect(better?.why).toBe("port 8080 speaks HTTP: / answered 404");
    expect(better?.probes).toMatchObject([{ kind: "http", steps: [{ url: "/", expect: { status: ["2xx", "3xx", "4xx"] } }] }]);
  });

  it("is added to a healthcheck", () => {
    const planned: PlannedProbe = { source: "healthcheck", name: "healthcheck", why: "", probes: [{ kind: "exec", command: ["x"] }] };
    const better = betterProbe(planned, [seen]);
    expect(better?.name).toBe("healthcheck + http 8080 + crawl 8080");
    expect(better?.probes.map(({ kind }) => kind)).toEqual(["exec", "http", "crawl"]);
  });

  it.each<[string, PlannedProbe, readonly Discovered[]]>([
    ["the user's", { ...tcp, source: "config" }, [seen]],
    ["the catalogue's", { ...tcp, source: "catalogue" }, [seen]],
    ["a guessed one that nothing better was found for", { ...tcp, source: "http" }, [silent]],
    ["a port that isn't HTTP", tcp, [other]],
  ])("isn't made instead of %s", (_, planned, found) => {
    expect(betterProbe(planned, found)).toBeUndefined();
  });

  it("comes besides a catalogue's where there are pages or an API behind it", () => {
    const planned: PlannedProbe = { ...tcp, source: "catalogue", name: "nginx" };
    expect(probeBesides(planned, [seen])).toMatchObject({ source: "seen", probes: [{ kind: "tcp" }, { kind: "crawl" }] });
    const crawling: PlannedProbe = { ...planned, probes: probeBesides(planned, [seen])?.probes ?? [] };
    expect(probeBesides(crawling, [seen])).toBeUndefined();
    expect(probeBesides(planned, [silent, other])).toBeUndefined();
    expect(probeBesides({ ...planned, source: "config" }, [seen])).toBeUndefined();
  });
});

describe("asking for real", () => {
  const never = new AbortController().signal;

  it("says what came, without following a redirect", async () => {
    await using server = await httpServer((request, response) => {
      if (request.url === "/health") response.writeHead(200, { "content-type": "Application/JSON; charset=utf-8" }).end('{"ok":true}');
      else response.writeHead(302, { location: "/login" }).end();
    });
    await using asker = httpAsker((port) => (port === 80 ? { host: "127.0.0.1", port: server.port } : undefined), never);
    expect(await asker.ask(80, "http", "/health")).toEqual({ status: 200, type: "application/json", bytes: 11 });
    expect(await asker.ask(80, "http", "/")).toEqual({ status: 302, bytes: 0 });
    expect(await asker.ask(81, "http", "/")).toEqual({ error: "port 81 has no address on this machine" });
  });

  it("finds that something else is spoken", async () => {
    await using server = await tcpServer((socket) => socket.end("220 mail ready\r\n"));
    await using asker = httpAsker(() => ({ host: "127.0.0.1", port: server.port }), never);
    expect(await discoverHttp([2525], asker.ask)).toMatchObject([{ port: 2525, speaks: "something else" }]);
  });
});
