import { mkdtemp, rm, writeFile } from "node:fs/promises";
import type { RequestListener } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { TLSSocket } from "node:tls";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { HttpStep } from "../../../src/model/config.js";
import type { HttpSessionOptions } from "../../../src/probe/http-session.js";
import { openHttpSession } from "../../../src/probe/http-session.js";
import { certificate } from "./certificate.js";
import { bodyOf, endpoints, http2Server, httpServer, httpsServer } from "./servers.js";

const step = (url: string, rest: Partial<HttpStep> = {}): HttpStep => ({
  method: "GET",
  url,
  headers: {},
  expect: { status: ["2xx", "3xx"] },
  extract: {},
  ...rest,
});

let folder = "";
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "stack-slim-http-"));
  await writeFile(join(folder, "ca.pem"), certificate.cert);
  await writeFile(join(folder, "bytes.bin"), Buffer.from([0, 255, 10]));
});
afterAll(() => rm(folder, { recursive: true }));

const sessionOn = (port: number, rest: Partial<HttpSessionOptions> = {}) =>
  openHttpSession({
    endpoints: endpoints({ web: [443, port] }),
    target: { service: "web", port: 443 },
    scheme: "https",
    signal: new AbortController().signal,
    cwd: folder,
    ...rest,
  });

/** Tells by which name it was asked for, in TLS and in HTTP. */
const names: RequestListener = (request, response) =>
  void response.end(`sni=${String((request.socket as TLSSocket).servername)} host=${request.headers.host}`);

describe("a certificate", () => {
  test.each<[string, Partial<HttpStep>, string]>([
    ["of an unknown authority is taken", {}, "sni=false host=127.0.0.1"],
    ["of the authority that is named is trusted for the service's name", { tls: { verify: true, ca: "ca.pem" } }, "sni=web host=127.0.0.1"],
    ["is trusted for a virtual host", { tls: { verify: true, ca: "ca.pem" }, host: "shop.example" }, "sni=shop.example host=shop.example"],
    [
      "is trusted for another name than the host",
      { tls: { verify: true, ca: "ca.pem", servername: "web" }, host: "no.example" },
      "sni=web host=no.example",
    ],
    [
      "need not hold the name of the virtual host when it isn't verified",
      { host: "no.example:8443" },
      "sni=no.example host=no.example:8443",
    ],
  ])("%s", async (_, rest, text) => {
    await using server = await httpsServer(names);
    await using session = sessionOn(server.port);
    expect(await session.run(step("/", { ...rest, expect: { status: [200], text: [text] } }))).toMatchObject({ ok: true });
  });

  test.each<[string, Partial<HttpStep>, string]>([
    ["of an unknown authority", { tls: { verify: true } }, "GET /: the certificate isn't trusted: self-signed certificate"],
    [
      "of another name",
      { tls: { verify: true, ca: "ca.pem", servername: "db" } },
      "GET /: the certificate isn't trusted: Hostname/IP does not match certificate's altnames: Host: db. is not in the cert's altnames: DNS:web, DNS:shop.example",
    ],
  ])("%s is refused when it is verified", async (_, rest, error) => {
    await using server = await httpsServer(names);
    await using session = sessionOn(server.port);
    expect(await session.run(step("/", rest))).toEqual({ ok: false, services: ["web"], error });
  });

  test("whose authority's file isn't there is an error in the step itself", async () => {
    await using server = await httpsServer(names);
    await using session = sessionOn(server.port);
    await expect(session.run(step("/", { tls: { verify: true, ca: "none.pem" } }))).rejects.toMatchObject({
      code: "probe.file",
      message: expect.stringContaining("the file none.pem can't be read: ENOENT") as string,
    });
  });

  test("that isn't there at all is said to be none", async () => {
    await using server = await httpServer((_, response) => response.end());
    await using session = sessionOn(server.port);
    expect(await session.run(step("/"))).toMatchObject({ error: "GET /: the answer isn't TLS" });
  });
});

describe("HTTP/2", () => {
  const posted = { method: "POST", http2: true, headers: { cookie: "a=1" }, body: { text: "x" } } as const;
  test.each([
    ["over TLS", true, "https"],
    ["without TLS, by prior knowledge", false, "http"],
  ] as const)("%s", async (_, secure, scheme) => {
    await using server = await http2Server(secure, (request, response) => {
      void bodyOf(request as never).then((body) => {
        response.setHeader("x-seen", "yes");
        response.end(`${request.httpVersion} ${request.method} ${request.url} ${request.authority} ${body}`);
      });
    });
    await using session = sessionOn(server.port, { scheme });
    const expected = { status: [200], headers: { "x-seen": "yes" }, text: ["2.0 POST /a?b=1 shop.example x"] };
    expect(await session.run(step("/a?b=1", { ...posted, host: "shop.example", expect: expected }))).toMatchObject({ ok: true });
  });

  test("that the server doesn't agree on is a failure", async () => {
    await using server = await httpsServer((_, response) => response.end());
    await using session = sessionOn(server.port);
    const error = "GET /: the server doesn't speak HTTP/2: it did not agree on it in TLS";
    expect(await session.run(step("/", { http2: true }))).toMatchObject({ error });
  });

  test("to a server that knows HTTP/1 only is a failure", async () => {
    await using server = await httpServer((_, response) => response.end());
    await using session = sessionOn(server.port, { scheme: "http" });
    expect(await session.run(step("/", { http2: true }))).toMatchObject({
      error: expect.stringMatching(/^GET \/: (the answer isn't HTTP\/2|connection closed)/) as string,
    });
  });
});

describe("a body", () => {
  const seen = async (body: HttpStep["body"], text: string): Promise<unknown> => {
    await using server = await httpServer((request, response) => {
      const chunks: Buffer[] = [];
      request.on("data", (chunk: Buffer) => chunks.push(chunk));
      request.on("end", () => {
        const body = Buffer.concat(chunks);
        response.end(`${request.headers["content-type"]} ${body.toString("latin1")} ${body.toString("hex")}`);
      });
    });
    await using session = sessionOn(server.port, { scheme: "http" });
    session.variables.set("id", 7);
    return await session.run(
      step("/", { method: "POST", ...(body === undefined ? {} : { body }), expect: { status: [200], text: [text] } }),
    );
  };

  test("is a file beside the config file", async () => {
    expect(await seen({ file: "bytes.bin" }, "/^application\\/octet-stream .* 00ff0a$/s")).toMatchObject({ ok: true });
  });

  test.each([
    'form-data; name="title"\r\n\r\nitem 7\r\n',
    'form-data; name="picture"; filename="a.png"\r\nContent-Type: image/png\r\n\r\n\0',
    'form-data; name="raw"; filename="bytes.bin"\r\nContent-Type: application/octet-stream\r\n\r\n\0',
    "/^multipart\\/form-data; boundary=/",
  ])("of several parts has %j", async (text) => {
    const multipart = {
      title: "item {{id}}",
      picture: { file: "bytes.bin", name: "a.png", type: "image/png" },
      raw: { file: "bytes.bin" },
    };
    expect(await seen({ multipart }, text)).toMatchObject({ ok: true });
  });

  test("whose file isn't there is an error in the step itself", async () => {
    await expect(seen({ file: "none" }, "")).rejects.toMatchObject({ code: "probe.file" });
  });
});

test.each([
  [0, { ok: true, status: 302 }],
  [1, { ok: false, error: "GET /0: more than 1 redirect, the last to /2" }],
  [2, { ok: true, status: 200 }],
])("at most %i redirects are followed", async (redirects, result) => {
  await using server = await httpServer((request, response) => {
    const at = Number(request.url?.slice(1));
    if (at === 2) response.end();
    else response.writeHead(302, { location: `/${at + 1}` }).end();
  });
  await using session = sessionOn(server.port, { scheme: "http" });
  expect(await session.run(step("/0", { redirects }))).toMatchObject(result);
});

test("a redirect to the virtual host stays on the service", async () => {
  await using server = await httpServer((request, response) => {
    if (request.url === "/to") response.end(request.headers.host);
    else response.writeHead(302, { location: "http://shop.example/to" }).end();
  });
  await using session = sessionOn(server.port, { scheme: "http" });
  const expected = { status: [200], text: ["shop.example"] };
  expect(await session.run(step("/", { host: "shop.example", expect: expected }))).toMatchObject({ ok: true });
});
