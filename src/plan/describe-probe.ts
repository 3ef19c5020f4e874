import { basename } from "node:path";
import type { Probe } from "../model/config.js";

/** What the plan's table shows for probes that have no name of their own: `http 8080 /health, /`, `tcp 5432`. */
export const describeProbes = (probes: readonly Probe[]): string => probes.map(describeProbe).join(" + ");

function describeProbe(probe: Probe): string {
  switch (probe.kind) {
    case "http":
      return `${probe.scheme} ${probe.port} ${probe.steps.map(({ url }) => url).join(", ")}`;
    case "crawl":
      return `crawl ${probe.port} ${probe.start.join(", ")}`;
    case "openapi":
      return `openapi ${probe.port}${probe.spec === undefined || "file" in probe.spec ? "" : ` ${probe.spec.path}`}`;
    case "har":
      return `har ${probe.port} ${basename(probe.file)}`;
    case "fastcgi":
      return `fastcgi ${probe.port} ${probe.steps.map(({ url }) => url).join(", ")}`;
    case "websocket":
    case "sse":
    case "graphql":
      return `${probe.kind} ${probe.port} ${probe.path}`;
    case "grpc":
    case "tcp":
    case "redis":
    case "amqp":
    case "mongodb":
    case "memcached":
    case "mqtt":
    case "kafka":
    case "smtp":
    case "ldap":
    case "dns":
    case "udp":
      return `${probe.kind} ${probe.port}`;
    case "sql":
      return `${probe.dialect} ${probe.port}`;
    case "lifecycle":
      return probe.action;
    case "exec":
      return `exec ${probe.command[0] ?? ""}`;
    case "command":
      return `command ${probe.command.split(/\s/)[0] ?? ""}`;
  }
}
