import type { Probe } from "../model/config.js";
import { httpStep } from "./http-step.js";
import { storeProbe } from "./store-probe.js";
import type { WrittenProbe } from "./written-config.js";

// What the servers themselves take when nothing is set: IANA's ports, the first users and databases of their images.
const sqlDefaults = {
  postgres: { port: 5432, user: "postgres", password: "", database: "postgres" },
  mysql: { port: 3306, user: "root", password: "", database: "mysql" },
} as const;

/** A probe written in the file; a name stays one, for the catalogue. Port 0 stands for the service's first port. */
export const inlineProbe = (probe: WrittenProbe): string | Probe => {
  if (typeof probe === "string") return probe;
  if ("http" in probe) {
    const { port, scheme, steps } = "steps" in probe.http ? probe.http : { steps: probe.http, port: undefined, scheme: undefined };
    return { kind: "http", port: port ?? 0, scheme: scheme ?? "http", steps: steps.map(httpStep) };
  }
  if ("tcp" in probe) return { kind: "tcp", port: probe.tcp };
  if ("exec" in probe) return { kind: "exec", command: typeof probe.exec === "string" ? ["/bin/sh", "-c", probe.exec] : probe.exec };
  if ("command" in probe) return { kind: "command", command: probe.command };
  if ("sql" in probe) return { kind: "sql", ...sqlDefaults[probe.sql.dialect], ...probe.sql };
  return storeProbe(probe);
};
