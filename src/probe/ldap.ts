import type { Client, Entry } from "ldapts";
import { anyCertificate, connectTimeoutMs, optional, probeWithClient, releasing, scratchName } from "./client-probe.js";
import type { Driver, ProbeContext, ProbeOf } from "./driver.js";
import { importClient } from "./import-client.js";

/**
 * Passes when the directory is read and, logged in, an entry can be added, changed, found and removed; reads only where the user may not write.
 * A server that offers StartTLS is asked for it on a connection of its own.
 */
export const ldapDriver = {
  kind: "ldap",
  run: (probe, context) =>
    probeWithClient(probe.port, context, async ({ host, port }, signal) => {
      const { Attribute, Change, Client } = await importClient("ldapts", () => import("ldapts"));
      const url = `${probe.tls === true ? "ldaps" : "ldap"}://${host}:${port}`;
      const bounds = { url, timeout: 10_000, connectTimeout: connectTimeoutMs };
      const clients: Client[] = [];
      const open = (tls: boolean): Client => {
        const client = new Client({ ...bounds, ...(tls ? { tlsOptions: { ...anyCertificate } } : {}) });
        clients.push(client);
        return client;
      };
      const change = (word: string): InstanceType<typeof Change> =>
        new Change({ operation: "replace", modification: new Attribute({ type: "description", values: [word] }) });
      return await releasing(
        signal,
        () => clients.forEach((client) => void client.unbind().catch(() => undefined)),
        async () => {
          const client = open(probe.tls === true);
          const root = await rootOf(client);
          const base = probe.base ?? texts(root["namingContexts"])[0];
          const logsIn = await login(client, probe, base).catch(clearer);
          const writes = logsIn && base !== undefined && (await scratch(client, base, change("word")));
          if (probe.tls !== true && texts(root["supportedExtension"]).includes(startTls)) await tryTls(open(false), context);
          const vendor = texts(root["vendorName"])[0] ?? "LDAP server";
          return `${vendor} ${writes ? "writes and reads" : `reads (${logsIn ? "the user may not write" : "nobody logs in"})`}`;
        },
      );
    }),
} satisfies Driver<"ldap">;

// Source: RFC 4511, 4.14.
const startTls = "1.3.6.1.4.1.1466.20037";

const rootOf = async (client: Client): Promise<Entry> => {
  const { searchEntries } = await client.search("", { scope: "base", filter: "(objectClass=*)", attributes: ["*", "+"] });
  const root = searchEntries[0];
  if (root === undefined) throw new Error("the server says nothing about itself");
  const schema = texts(root["subschemaSubentry"])[0];
  if (schema !== undefined) await client.search(schema, { scope: "base", attributes: ["objectClasses"] });
  return root;
};

const login = async (client: Client, { user, password }: ProbeOf<"ldap">, base: string | undefined): Promise<boolean> => {
  if (user === undefined) return false;
  await client.bind(user.includes("=") ? user : `cn=${user},${base ?? ""}`, password ?? "");
  return true;
};

/** Of a server that gives only a number the name of the failure says more: InvalidCredentialsError. */
const clearer = (error: unknown): never => {
  if (error instanceof Error && /^\s*Code: 0x/.test(error.message))
    throw new Error(`${error.name} (${error.message.trim()})`, { cause: error });
  throw error;
};

// 50 insufficientAccessRights, 53 unwillingToPerform (a read-only replica), 10 referral. Source: RFC 4511, appendix A.
const refusals = new Set([50, 53, 10]);

/** false: the user may not write. */
const scratch = async (client: Client, base: string, change: Parameters<Client["modify"]>[1]): Promise<boolean> => {
  const name = scratchName();
  const entry = `ou=${name},${base}`;
  try {
    await client.add(entry, { objectClass: ["top", "organizationalUnit"], ou: name, description: "probe" });
  } catch (error) {
    const code = error instanceof Error && "code" in error ? Number(error.code) : 0;
    if (refusals.has(code)) return false;
    throw error;
  }
  try {
    await client.modify(entry, change);
    const { searchEntries } = await client.search(base, { scope: "sub", filter: `(&(ou=${name})(description=WO*))` });
    if (searchEntries.length !== 1) throw new Error("the entry added to the directory was not found");
  } finally {
    await client.del(entry);
  }
  return true;
};

// The client writes its connection into the settings it is given.
const tryTls = (client: Client, context: ProbeContext): Promise<void> =>
  optional("StartTLS", context, () => client.startTLS({ ...anyCertificate }));

const texts = (value: Entry[string] | undefined): readonly string[] => (value === undefined ? [] : [value].flat().map(String));
