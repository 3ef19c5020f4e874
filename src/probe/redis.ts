import { anyCertificate, connectTimeoutMs, optional, probeWithClient, releasing, scratchName } from "./client-probe.js";
import type { Driver, ProbeContext } from "./driver.js";
import { importClient } from "./import-client.js";

/** Passes when the server answers, stores and runs a script; a replica or cluster node that takes no writes is only read. */
export const redisDriver = {
  kind: "redis",
  run: (probe, context) =>
    probeWithClient(probe.port, context, async (address, signal) => {
      const { createClient } = await importClient("redis", () => import("redis"));
      const client = createClient({
        // RESP 3 asks for HELLO, which servers before 6.0 don't know.
        RESP: 2,
        disableClientInfo: true,
        socket: {
          ...address,
          connectTimeout: connectTimeoutMs,
          reconnectStrategy: false,
          ...(probe.tls === true ? { tls: true, ...anyCertificate } : {}),
        },
        ...(probe.user === undefined ? {} : { username: probe.user }),
        ...(probe.password === undefined ? {} : { password: probe.password }),
      });
      // The same failure also rejects the command under way.
      client.on("error", () => undefined);
      const send: Send = (...command) => client.sendCommand(command);
      const release = (): void => {
        if (client.isOpen) client.destroy();
      };
      return await releasing(signal, release, async () => {
        await client.connect();
        return await exercise(send, context);
      });
    }),
} satisfies Driver<"redis">;

type Send = (...command: string[]) => Promise<unknown>;

const exercise = async (send: Send, context: ProbeContext): Promise<string> => {
  await send("PING");
  const info = String(await send("INFO"));
  const writes = await scratch(send);
  await optional("MODULE LIST", context, () => send("MODULE", "LIST"));
  await optional("BGSAVE", context, () => send("BGSAVE"));
  const version = /^redis_version:(\S+)/m.exec(info)?.[1] ?? "";
  return `Redis ${version} ${writes ? "writes and reads" : "answers (it takes no writes)"}`;
};

/** false: the server takes no writes. */
const scratch = async (send: Send): Promise<boolean> => {
  const tag = `{${scratchName()}}`;
  const [text, list, hash, sorted] = [`${tag}:text`, `${tag}:list`, `${tag}:hash`, `${tag}:sorted`];
  try {
    await send("SET", text, "probe", "EX", "60");
  } catch (error) {
    if (error instanceof Error && /^(READONLY|MOVED)\b/.test(error.message)) return false;
    throw error;
  }
  try {
    if ((await send("GET", text)) !== "probe") throw new Error("the value written to a scratch key was not read back");
    await send("EXPIRE", text, "30");
    await send("RPUSH", list, "1", "2", "3");
    await send("LRANGE", list, "0", "-1");
    await send("HSET", hash, "field", "value");
    await send("HGETALL", hash);
    await send("ZADD", sorted, "1", "one", "2", "two");
    await send("ZRANGE", sorted, "0", "-1");
    await send("PUBLISH", text, "probe");
    await send("EVAL", "return redis.call('GET', KEYS[1])", "1", text);
  } finally {
    await send("DEL", text, list, hash, sorted);
  }
  return true;
};
