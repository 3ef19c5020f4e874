// A socket that passes everything on to a real engine and spoils what it is told to: one way to meet an engine that answers 500, breaks off, is slow
// or says nothing, at any call.
import { createServer, request } from "node:http";
import { connect } from "node:net";

/** @type {import("./fault-proxy.d.mts").openFaultProxy} */
export function openFaultProxy({ socket, engine }) {
  let faults = [];
  const seen = [];
  const open = new Set();
  const faultOf = ({ method, url }) => {
    seen.push(`${method} ${url}`);
    const fault = faults.find((one) => one.left > 0 && one.call.test(`${method} ${url}`));
    if (fault === undefined) return undefined;
    if (fault.skip > 0) {
      fault.skip -= 1;
      return undefined;
    }
    fault.left -= 1;
    fault.met += 1;
    return fault;
  };

  const pass = (incoming, answer, spoil) => {
    const onward = request({ socketPath: engine, method: incoming.method, path: incoming.url, headers: incoming.headers });
    onward.on("error", () => answer.destroy());
    answer.on("close", () => onward.destroy());
    onward.on("response", (reply) => {
      reply.on("error", () => answer.destroy());
      if (spoil === "half") {
        // The length is promised, half of it comes.
        const { "content-length": length, "transfer-encoding": chunked, ...headers } = reply.headers;
        answer.writeHead(reply.statusCode, {
          ...headers,
          ...(length === undefined ? {} : { "content-length": length }),
          ...(chunked === undefined ? {} : { "transfer-encoding": chunked }),
        });
        reply.once("data", (chunk) => answer.write(chunk.subarray(0, Math.max(1, chunk.length >> 1)), () => answer.socket?.destroy()));
        reply.once("end", () => answer.socket?.destroy());
        return;
      }
      answer.writeHead(reply.statusCode, reply.headers);
      answer.flushHeaders();
      reply.pipe(answer);
    });
    // A stream of events has headers and, for a long time, nothing else.
    incoming.pipe(onward);
  };

  const server = createServer((incoming, answer) => {
    const fault = faultOf(incoming);
    if (fault === undefined) return pass(incoming, answer);
    switch (fault.kind) {
      case "error":
        incoming.resume();
        answer.writeHead(fault.status ?? 500, { "content-type": "application/json" });
        answer.end(JSON.stringify({ message: fault.message ?? "spoiled by the fault proxy" }));
        return;
      case "drop":
        incoming.socket.destroy();
        return;
      case "hang":
        incoming.resume();
        return;
      case "half":
        pass(incoming, answer, "half");
        return;
      case "delay":
        setTimeout(() => pass(incoming, answer), fault.ms);
        return;
      case "cut":
        // What was asked for is done and answered at length; then the line goes dead.
        pass(incoming, answer);
        setTimeout(() => incoming.socket.destroy(), fault.ms);
        return;
    }
  });
  server.on("connection", (line) => {
    open.add(line);
    line.on("close", () => open.delete(line));
    line.on("error", () => undefined);
  });
  server.on("upgrade", (incoming, line, head) => {
    const fault = faultOf(incoming);
    if (fault !== undefined && fault.kind !== "delay") return void (fault.kind === "hang" || line.destroy());
    const onward = connect(engine, () => {
      const headers = Object.entries(incoming.headers).map(([name, value]) => `${name}: ${value}\r\n`);
      onward.write(`${incoming.method} ${incoming.url} HTTP/1.1\r\n${headers.join("")}\r\n`);
      onward.write(head);
      line.pipe(onward).pipe(line);
    });
    onward.on("error", () => line.destroy());
    line.on("error", () => onward.destroy());
  });
  server.requestTimeout = 0;
  const listen = () => new Promise((resolve, reject) => server.once("error", reject).listen(socket, resolve));
  const hangUp = async () => {
    const closed = new Promise((resolve) => server.close(resolve));
    for (const line of open) line.destroy();
    await closed;
  };
  return {
    host: `unix://${socket}`,
    seen,
    spoil: (...more) => {
      faults = more.map((fault) => ({ left: Infinity, skip: 0, met: 0, ...fault }));
      return faults;
    },
    listen,
    hangUp,
    [Symbol.asyncDispose]: () => hangUp().catch(() => undefined),
  };
}
