import { parseDuration } from "../model/duration.js";
import type { WebPlace, WebProbe, WebsocketMessage } from "../model/web-probes.js";
import type { FileDigests } from "./file-digests.js";
import { httpStep } from "./http-step.js";
import { list, texts, tlsOptions } from "./written-values.js";
import type { WrittenMessage, WrittenSse, WrittenWebProbe, WrittenWebsocket } from "./written-web-probe.js";

const defaultWaitMs = 10_000;
const fastcgiDefaults = { port: 9000, root: "/var/www/html" } as const;

const kinds = ["websocket", "sse", "graphql", "grpc", "fastcgi"] as const;

export const isWebProbe = (probe: object): probe is WrittenWebProbe => kinds.some((kind) => kind in probe);

/** A probe of the web's kinds with its defaults. Port 0 stands for the service's likeliest one. */
export const webProbe = (probe: WrittenWebProbe, files: FileDigests): WebProbe => {
  if ("websocket" in probe) {
    const { subprotocols = [], messages = [], within, scheme, ...rest } = probe.websocket;
    return {
      kind: "websocket",
      ...place({ ...rest, scheme: scheme === "wss" ? "https" : "http" }, "/", files),
      subprotocols: list(subprotocols),
      messages: messages.map(message),
      withinMs: milliseconds(within),
    };
  }
  if ("sse" in probe) {
    const { events = 1, event, data, within } = probe.sse;
    return {
      kind: "sse",
      ...place(probe.sse, "/", files),
      events,
      ...(event === undefined ? {} : { event }),
      ...(data === undefined ? {} : { data }),
      withinMs: milliseconds(within),
    };
  }
  if ("graphql" in probe) return { kind: "graphql", ...place(probe.graphql, "/graphql", files), fields: probe.graphql.fields ?? "tried" };
  if ("grpc" in probe) {
    const { port = 0, tls, metadata, service = "", lists = [], calls = [] } = probe.grpc;
    return {
      kind: "grpc",
      port,
      ...(tls === undefined || tls === false ? {} : { tls: tlsOptions(tls === true ? {} : tls, files) }),
      metadata: texts(metadata),
      service,
      lists: list(lists),
      calls: calls.map(({ json = {}, ...call }) => ({ ...call, json })),
    };
  }
  const { steps, ...rest } = "steps" in probe.fastcgi ? probe.fastcgi : { steps: probe.fastcgi };
  return { kind: "fastcgi", ...fastcgiDefaults, ...rest, steps: steps.map((step) => httpStep(step, files)) };
};

type WrittenPlace = Omit<WrittenSse, "scheme"> & Omit<WrittenWebsocket, "scheme"> & { readonly scheme?: "http" | "https" };

const place = ({ port, scheme, path, headers, auth, host, tls }: WrittenPlace, usualPath: string, files: FileDigests): WebPlace => ({
  port: port ?? 0,
  scheme: scheme ?? "http",
  path: path ?? usualPath,
  headers: texts(headers),
  ...(auth === undefined ? {} : { auth }),
  ...(host === undefined ? {} : { host }),
  ...(tls === undefined ? {} : { tls: tlsOptions(tls, files) }),
});

const message = (written: WrittenMessage): WebsocketMessage => {
  if ("send" in written) return written;
  if ("json" in written) return { sendJson: written.json };
  return typeof written.expect === "string" ? { expect: written.expect } : { expectJson: written.expect };
};

const milliseconds = (duration: string | undefined): number =>
  duration === undefined ? defaultWaitMs : (parseDuration(duration) ?? defaultWaitMs);
