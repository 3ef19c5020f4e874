import { once } from "node:events";
import { Socket } from "node:net";
import { boundedSignal, inWords } from "./bounded-signal.js";
import { explain } from "./explain.js";
import { readReply, requestRecords } from "./fastcgi-records.js";
import type { ExchangeBounds, Exchanged, HttpAnswer, HttpRequest } from "./http-exchange.js";
import { maxBodyBytes } from "./http-exchange.js";
import { preview } from "./text-pattern.js";

/** Carries requests to a FastCGI server whose scripts are under `root`, one connection each. */
export const fastcgiExchange =
  (root: string) =>
  async (asked: HttpRequest, bounds: ExchangeBounds): Promise<Exchanged> => {
    using bound = boundedSignal(bounds.signal, bounds.timeoutMs);
    const socket = new Socket();
    const stop = (): void => void socket.destroy(new Error("given up while waiting for the answer"));
    bound.signal.addEventListener("abort", stop, { once: true });
    let bytes = Buffer.alloc(0);
    try {
      if (bound.signal.aborted) return { error: "given up before the request was sent" };
      socket.connect(asked.address);
      await once(socket, "connect");
      const body = Buffer.from(asked.body ?? "");
      socket.write(requestRecords(cgiParams(asked, body.length, root), body));
      for await (const chunk of socket as AsyncIterable<Buffer>) {
        bytes = Buffer.concat([bytes, chunk]);
        if (bytes.length > maxBodyBytes) return { error: `the answer is over ${maxBodyBytes / 1024 / 1024} MiB` };
        const reply = readReply(bytes);
        if (reply.problem !== undefined) return { error: `${reply.problem}; it begins ${preview(bytes.toString("latin1"), 40)}` };
        if (reply.ended) return cgiAnswer(reply.stdout, reply.stderr);
      }
      const error = bytes.length > 0 ? "the answer is not whole: connection closed" : await explain(closed(), asked.address, bounds.signal);
      return { error };
    } catch (error) {
      if (bound.timedOut()) return { error: `no answer within ${inWords(bounds.timeoutMs)}` };
      return { error: await explain(error, asked.address, bounds.signal) };
    } finally {
      bound.signal.removeEventListener("abort", stop);
      socket.on("error", () => undefined);
      socket.destroy();
    }
  };

const closed = (): Error => Object.assign(new Error("other side closed"), { code: "ECONNRESET" });

/** What a web server tells of a request. Source: RFC 3875, 4.1; REDIRECT_STATUS is asked for by PHP's cgi.force_redirect. */
export const cgiParams = (asked: HttpRequest, length: number, root: string): Readonly<Record<string, string>> => {
  const [path = "/", query = ""] = asked.path.split(/\?(.*)/s, 2);
  const [, script = path, pathInfo] = /^(.*?\.php)(\/.*)?$/.exec(path) ?? [];
  const name = script.endsWith("/") ? `${script}index.php` : script;
  const folder = root.replace(/\/+$/, "");
  const forwarded = Object.entries(asked.headers)
    .filter(([header]) => header !== "content-type" && header !== "content-length")
    .map(([header, value]): [string, string] => [`HTTP_${header.toUpperCase().replaceAll("-", "_")}`, value]);
  return {
    GATEWAY_INTERFACE: "CGI/1.1",
    SERVER_PROTOCOL: "HTTP/1.1",
    SERVER_SOFTWARE: "stack-slim",
    SERVER_NAME: (asked.headers["host"] ?? "localhost").replace(/:\d+$/, ""),
    SERVER_PORT: "80",
    REMOTE_ADDR: "127.0.0.1",
    REQUEST_METHOD: asked.method,
    REQUEST_URI: asked.path,
    QUERY_STRING: query,
    DOCUMENT_ROOT: folder,
    DOCUMENT_URI: path,
    SCRIPT_NAME: name,
    SCRIPT_FILENAME: `${folder}${name}`,
    ...(pathInfo === undefined ? {} : { PATH_INFO: pathInfo }),
    REDIRECT_STATUS: "200",
    CONTENT_LENGTH: String(length),
    CONTENT_TYPE: asked.headers["content-type"] ?? "",
    ...Object.fromEntries(forwarded),
  };
};

const cgiAnswer = (stdout: Buffer, stderr: string): Exchanged => {
  const end = /\r?\n\r?\n/.exec(stdout.toString("latin1"));
  if (end === null) {
    const said = stderr.trim() === "" ? "" : `: ${stderr.trim().split("\n", 1)[0] ?? ""}`;
    return { error: `the answer has no headers${said}` };
  }
  const headers: Record<string, string[]> = {};
  for (const line of stdout.toString("latin1", 0, end.index).split(/\r?\n/)) {
    const colon = line.indexOf(":");
    if (colon > 0) (headers[line.slice(0, colon).trim().toLowerCase()] ??= []).push(line.slice(colon + 1).trim());
  }
  const answer: HttpAnswer = {
    status: Number.parseInt(headers["status"]?.[0] ?? "200", 10),
    headers,
    body: stdout.subarray(end.index + end[0].length),
  };
  return { answer };
};
