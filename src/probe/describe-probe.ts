import type { Probe } from "../model/config.js";

/** What the probe does, as the subject of a message. */
export const describeProbe = (probe: Probe): string => {
  switch (probe.kind) {
    case "http":
      return `probe ${probe.scheme} on port ${probe.port}`;
    case "crawl":
    case "openapi":
    case "har":
    case "tcp":
    case "redis":
    case "amqp":
    case "websocket":
    case "sse":
    case "graphql":
    case "grpc":
    case "fastcgi":
    case "mongodb":
    case "memcached":
    case "mqtt":
    case "kafka":
    case "smtp":
    case "ldap":
    case "dns":
    case "udp":
      return `probe ${probe.kind} on port ${probe.port}`;
    case "sql":
      return `probe ${probe.dialect} on port ${probe.port}`;
    case "lifecycle":
      return `probe ${probe.action}`;
    case "exec":
      return `probe exec ${JSON.stringify(probe.command.join(" "))}`;
    case "command":
      return `probe command ${JSON.stringify(probe.command)}`;
  }
};
