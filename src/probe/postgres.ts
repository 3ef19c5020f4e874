import { Socket } from "node:net";
import type { Client } from "pg";
import { anyCertificate, connectTimeoutMs, optional, releasing, scratchName } from "./client-probe.js";
import type { ProbeContext, ProbeOf } from "./driver.js";
import type { Address } from "./endpoints.js";
import { codeOf } from "./explain.js";
import { importClient } from "./import-client.js";

/** What a working application makes PostgreSQL do; gives one line on it. Rejects with the server's or the connection's error. */
export const workPostgres = async (
  probe: ProbeOf<"sql">,
  address: Address,
  signal: AbortSignal,
  context: ProbeContext,
): Promise<string> => {
  const { default: pg } = await importClient("pg", () => import("pg"));
  const socket = new Socket();
  const client = new pg.Client({
    ...address,
    user: probe.user,
    password: probe.password,
    database: probe.database,
    connectionTimeoutMillis: connectTimeoutMs,
    query_timeout: 20_000,
    application_name: "stack-slim",
    stream: () => socket,
    ...(probe.tls === true ? { ssl: { ...anyCertificate } } : {}),
  });
  // The same failure also rejects the query under way.
  client.on("error", () => undefined);
  return await releasing(
    signal,
    () => socket.destroy(),
    () => exercise(client, context),
  );
};

const exercise = async (client: Client, context: ProbeContext): Promise<string> => {
  await client.connect();
  const version = await client.query<{ server_version: string }>("show server_version");
  await client.query("select extname, extversion from pg_extension");
  await client.query(`select lower('ÄB') < 'b', 'a' < 'B' collate "C", now() at time zone 'America/New_York'`);
  const writes = await scratch(client);
  // VACUUM runs in no transaction, so not on the scratch table; this one is small, and never missing.
  await optional("VACUUM", context, () => client.query("vacuum (analyze) pg_catalog.pg_language"));
  await optional("CHECKPOINT", context, () => client.query("checkpoint"));
  await client.end();
  return `PostgreSQL ${version.rows[0]?.server_version ?? ""} ${writes ? "writes and reads" : "reads (the user may not create)"}`;
};

// One transaction: an attempt that is cut short leaves nothing. 42501 insufficient_privilege, 25006 read_only_sql_transaction (a standby).
const refusals = new Set(["42501", "25006"]);

/** false: the user may not create. */
const scratch = async (client: Client): Promise<boolean> => {
  const schema = scratchName();
  await client.query("begin");
  try {
    await client.query(`create schema ${schema}`);
  } catch (error) {
    await client.query("rollback");
    if (refusals.has(codeOf(error) ?? "")) return false;
    throw error;
  }
  await client.query(`create table ${schema}.scratch (id serial primary key, word text not null, at timestamptz default now())`);
  await client.query(`create index on ${schema}.scratch (lower(word))`);
  await client.query(`insert into ${schema}.scratch (word) values ($1), ($2)`, ["probe", "Straße"]);
  const found = await client.query<{ word: string }>(`select word from ${schema}.scratch where word ~* '^PRO' order by word`);
  if (found.rows[0]?.word !== "probe") throw new Error("the row written to a scratch table was not read back");
  await client.query(`update ${schema}.scratch set word = upper(word)`);
  await client.query(`analyze ${schema}.scratch`);
  await client.query(`delete from ${schema}.scratch`);
  await client.query(`drop schema ${schema} cascade`);
  await client.query("commit");
  return true;
};
