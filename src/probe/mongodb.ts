import type { Db, MongoClient, MongoClientOptions } from "mongodb";
import { connectTimeoutMs, optional, probeWithClient, releasing, scratchName } from "./client-probe.js";
import type { Driver, ProbeContext, ProbeOf } from "./driver.js";
import { messageOf } from "./explain.js";
import { importClient } from "./import-client.js";

/**
 * Passes when documents can be written, indexed, aggregated and removed in a scratch collection; where the user may not write, or none is known,
 * when the server answers. Servers older than the client reads (before 3.6) only answer.
 */
export const mongodbDriver = {
  kind: "mongodb",
  run: (probe, context) =>
    probeWithClient(probe.port, context, async (address, signal) => {
      const { MongoClient } = await importClient("mongodb", () => import("mongodb"));
      const client = new MongoClient(`mongodb://${address.host}:${address.port}/`, options(probe));
      return await releasing(
        signal,
        () => void client.close(true).catch(() => undefined),
        () => exercise(client, probe, context).catch(clearer),
      );
    }),
} satisfies Driver<"mongodb">;

const options = ({ user, password, authSource, tls }: ProbeOf<"mongodb">): MongoClientOptions => ({
  // Members of a replica set know each other by names that lead nowhere on this machine.
  directConnection: true,
  appName: "stack-slim",
  connectTimeoutMS: connectTimeoutMs,
  // The client asks again and again until then; the attempts are the probe's own.
  serverSelectionTimeoutMS: 3_000,
  maxPoolSize: 2,
  ...(user === undefined ? {} : { auth: { username: user, password: password ?? "" }, authSource }),
  ...(tls === true ? { tls, tlsAllowInvalidCertificates: true } : {}),
});

const exercise = async (client: MongoClient, probe: ProbeOf<"mongodb">, context: ProbeContext): Promise<string> => {
  await client.connect();
  const admin = client.db(probe.database ?? "admin").admin();
  const { version } = await admin.ping().then(() => admin.buildInfo());
  const refusal = await scratch(client.db(probe.database ?? scratchName()), probe.database === undefined);
  if (refusal === undefined) {
    await optional("listDatabases", context, () => client.db("admin").admin().listDatabases());
    await optional("serverStatus", context, () => client.db("admin").command({ serverStatus: 1 }));
    await optional("fsync", context, () => client.db("admin").command({ fsync: 1 }));
  }
  return `MongoDB ${String(version)} ${refusal === undefined ? "writes and reads" : `answers (${refusal})`}`;
};

// 13 Unauthorized, 10107 NotWritablePrimary, 11602 InterruptedDueToReplStateChange, 13435 NotPrimaryNoSecondaryOk. Source: MongoDB's error_codes.yml.
const refusals = new Map([
  [13, "the user may not write"],
  [10107, "it is no primary"],
  [11602, "it is no primary"],
  [13435, "it is no primary"],
]);

/** Why nothing is written; undefined when it was. */
const scratch = async (db: Db, ownDatabase: boolean): Promise<string | undefined> => {
  const collection = db.collection<{ word: string; at: Date; count?: number }>(scratchName());
  try {
    await collection.insertMany([
      { word: "probe", at: new Date() },
      { word: "Straße", at: new Date() },
    ]);
  } catch (error) {
    const refusal = refusals.get(numberOf(error));
    if (refusal !== undefined) return refusal;
    throw error;
  }
  try {
    await collection.createIndex({ word: 1 });
    const found = await collection.findOne({ word: /^PRO/i });
    if (found?.word !== "probe") throw new Error("the document written to a scratch collection was not read back");
    await collection.updateMany({}, { $inc: { count: 1 } });
    await collection.aggregate([{ $group: { _id: "$count", words: { $sum: 1 } } }]).toArray();
    await collection.deleteMany({ count: 1 });
  } finally {
    await (ownDatabase ? db.dropDatabase() : collection.drop());
  }
  return undefined;
};

const numberOf = (error: unknown): number =>
  typeof error === "object" && error !== null && "code" in error && typeof error.code === "number" ? error.code : 0;

/** The client wraps what the connection met into a failure to select a server. */
const clearer = (error: unknown): string => {
  const met = metBy(error);
  const tooOld = /reports maximum wire version (\d+)/.exec(messageOf(met));
  if (tooOld !== null) return `MongoDB answers (its protocol ${tooOld[1] ?? ""} is older than the client reads)`;
  throw met;
};

type Selection = { readonly servers?: ReadonlyMap<string, { readonly error?: unknown }> };

const metBy = (error: unknown): unknown => {
  if (!(error instanceof Error)) return error;
  const { reason } = error as { readonly reason?: Selection };
  const inside = [...(reason?.servers?.values() ?? [])].find((server) => server.error instanceof Error)?.error ?? undefined;
  if (inside !== undefined) return metBy(inside);
  return error.name === "MongoNetworkError" && error.cause instanceof Error ? error.cause : error;
};
