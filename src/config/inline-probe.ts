import type { Probe } from "../model/config.js";
import type { FileDigests } from "./file-digests.js";
import { httpStep } from "./http-step.js";
import { storeProbe } from "./store-probe.js";
import { crawlTraffic, harTraffic, openApiTraffic } from "./traffic.js";
import { isWebProbe, webProbe } from "./web-probe.js";
import type { WrittenProbe } from "./written-config.js";

// What the servers themselves take when nothing is set: IANA's ports, the first users and databases of their images.
const sqlDefaults = {
  postgres: { port: 5432, user: "postgres", password: "", database: "postgres" },
  mysql: { port: 3306, user: "root", password: "", database: "mysql" },
} as const;

/** A probe written in the file. Port 0 stands for the service's first port. */
export const inlineProbe = (probe: Exclude<WrittenProbe, string>, files: FileDigests): Probe => {
  if ("http" in probe) {
    const { port = 0, scheme = "http", steps, ...connection } = "steps" in probe.http ? probe.http : { steps: probe.http };
    return { kind: "http", port, scheme, steps: steps.map((step) => httpStep({ ...connection, ...step }, files)) };
  }
  if ("crawl" in probe) return crawlTraffic(probe.crawl, files);
  if ("openapi" in probe) return openApiTraffic(probe.openapi, files);
  if ("har" in probe) return harTraffic(probe.har, files);
  if ("tcp" in probe) return { kind: "tcp", port: probe.tcp };
  if ("exec" in probe) return { kind: "exec", command: typeof probe.exec === "string" ? ["/bin/sh", "-c", probe.exec] : probe.exec };
  if ("command" in probe) return { kind: "command", command: probe.command };
  if ("sql" in probe) return { kind: "sql", ...sqlDefaults[probe.sql.dialect], ...probe.sql };
  return isWebProbe(probe) ? webProbe(probe, files) : storeProbe(probe);
};
