import type { Connection, RowDataPacket } from "mysql2/promise";
import { anyCertificate, connectTimeoutMs, optional, releasing, scratchName } from "./client-probe.js";
import type { ProbeContext, ProbeOf } from "./driver.js";
import type { Address } from "./endpoints.js";
import { codeOf } from "./explain.js";
import { importClient } from "./import-client.js";

/** What a working application makes MySQL or MariaDB do; gives one line on it. Rejects with the server's or the connection's error. */
export const workMysql = async (probe: ProbeOf<"sql">, address: Address, signal: AbortSignal, context: ProbeContext): Promise<string> => {
  const mysql = await importClient("mysql2", () => import("mysql2/promise"));
  const connecting = mysql.createConnection({
    ...address,
    user: probe.user,
    password: probe.password,
    ...(probe.database === "" ? {} : { database: probe.database }),
    connectTimeout: connectTimeoutMs,
    ...(probe.tls === true ? { ssl: { ...anyCertificate } } : {}),
  });
  return await releasing(
    signal,
    () => void connecting.then((connection) => connection.destroy()).catch(() => undefined),
    async () => exercise(await connecting, probe.database, context),
  );
};

const exercise = async (connection: Connection, database: string, context: ProbeContext): Promise<string> => {
  // The same failure also rejects the query under way.
  connection.on("error", () => undefined);
  const [version] = await connection.query<RowDataPacket[]>("select version() as version, @@time_zone, now(), lower('ÄB') < 'b'");
  await connection.query("show variables like 'character_set%'");
  await connection.query("show collation like 'utf8mb4%'");
  await connection.query("show databases");
  await connection.query("show plugins");
  const writes = await scratch(connection, database);
  await optional("FLUSH", context, () => connection.query("flush local tables"));
  await connection.end();
  return `${String(version[0]?.["version"])} ${writes ? "writes and reads" : "reads (the user may not create)"}`;
};

// Of the user's rights, and of a server that is a read-only replica.
const refusals = new Set([
  "ER_TABLEACCESS_DENIED_ERROR",
  "ER_DBACCESS_DENIED_ERROR",
  "ER_OPTION_PREVENTS_STATEMENT",
  "ER_SPECIFIC_ACCESS_DENIED_ERROR",
]);

/** false: the user may not create. Without a database of the probe's own a scratch one is made. */
const scratch = async (connection: Connection, database: string): Promise<boolean> => {
  const name = scratchName();
  const table = database === "" ? `${name}.scratch` : name;
  const [make, drop] =
    database === ""
      ? [`create database ${name} character set utf8mb4`, `drop database ${name}`]
      : [undefined, `drop table if exists ${table}`];
  try {
    if (make !== undefined) await connection.query(make);
    await connection.query(
      `create table ${table} (id int auto_increment primary key, word varchar(40) not null, at timestamp default now())`,
    );
  } catch (error) {
    if (refusals.has(codeOf(error) ?? "")) return false;
    throw error;
  }
  try {
    await connection.execute(`insert into ${table} (word) values (?), (?)`, ["probe", "Straße"]);
    const [rows] = await connection.query<RowDataPacket[]>(`select word from ${table} where word like 'PRO%' order by word`);
    if (rows[0]?.["word"] !== "probe") throw new Error("the row written to a scratch table was not read back");
    await connection.query(`update ${table} set word = upper(word)`);
    await connection.query(`delete from ${table}`);
    for (const maintain of ["check", "analyze", "optimize"]) await connection.query(`${maintain} table ${table}`);
  } finally {
    await connection.query(drop);
  }
  return true;
};
