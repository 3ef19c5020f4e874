import type { HttpStep } from "../model/config.js";
import type { WebPlace, WebProbe } from "../model/web-probes.js";
import type { PortTemplate, StepTemplate, WebPlaceTemplate, WebTemplate } from "./catalogue-entry.js";

/** How the parts of a template are filled in for one service. */
export type FillIn = {
  readonly text: (value: string) => string;
  readonly port: (value?: PortTemplate) => number;
  readonly httpStep: (step: StepTemplate) => HttpStep;
};

const withinMs = 10_000;
const kinds = ["websocket", "sse", "graphql", "grpc", "fastcgi"] as const;

export const isWebTemplate = (template: object): template is WebTemplate => kinds.some((kind) => kind in template);

export const fillWebProbe = (template: WebTemplate, fillIn: FillIn): WebProbe => {
  if ("websocket" in template) {
    return { kind: "websocket", ...place(template.websocket, "/", fillIn), subprotocols: [], messages: [], withinMs };
  }
  if ("sse" in template) return { kind: "sse", ...place(template.sse, "/", fillIn), events: 1, withinMs };
  if ("graphql" in template) return { kind: "graphql", ...place(template.graphql, "/graphql", fillIn), fields: "tried" };
  if ("grpc" in template) {
    const { port, tls, metadata } = template.grpc;
    const secured = tls === true ? { tls: { verify: false } } : {};
    return { kind: "grpc", port: fillIn.port(port), ...secured, metadata: filled(metadata, fillIn), service: "", lists: [], calls: [] };
  }
  const { port, root = "/var/www/html", steps } = template.fastcgi;
  return { kind: "fastcgi", port: fillIn.port(port), root: fillIn.text(root), steps: steps.map(fillIn.httpStep) };
};

const place = ({ port, scheme = "http", path, headers }: WebPlaceTemplate, usualPath: string, fillIn: FillIn): WebPlace => ({
  port: fillIn.port(port),
  scheme,
  path: path ?? usualPath,
  headers: filled(headers, fillIn),
});

const filled = (values: Readonly<Record<string, string>> = {}, { text }: FillIn): Readonly<Record<string, string>> =>
  Object.fromEntries(Object.entries(values).map(([name, value]) => [name, text(value)]));
