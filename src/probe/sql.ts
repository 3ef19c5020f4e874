import type { Driver } from "./driver.js";
import { probeWithClient } from "./client-probe.js";
import { workMysql } from "./mysql.js";
import { workPostgres } from "./postgres.js";

/** Passes when a scratch table can be made, filled, read, emptied and dropped; reads only where the user may not create. */
export const sqlDriver = {
  kind: "sql",
  run: (probe, context) =>
    probeWithClient(probe.port, context, (address, signal) =>
      probe.dialect === "postgres" ? workPostgres(probe, address, signal, context) : workMysql(probe, address, signal, context),
    ),
} satisfies Driver<"sql">;
