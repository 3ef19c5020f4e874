import { connect } from "node:net";
import { createInterface } from "node:readline";
import { connectTimeoutMs, probeWithClient, releasing, scratchName } from "./client-probe.js";
import type { Driver } from "./driver.js";

/**
 * Passes when a value can be stored, read, counted and removed. In memcached's text protocol, which is one line a command; the libraries for it
 * take a server that hangs up for one that is slow. Source: memcached's doc/protocol.txt.
 */
export const memcachedDriver = {
  kind: "memcached",
  run: (probe, context) =>
    probeWithClient(probe.port, context, async (address, signal) => {
      const socket = connect({ ...address, timeout: connectTimeoutMs });
      socket.setEncoding("utf8");
      socket.on("timeout", () => socket.destroy(new Error(`no answer within ${connectTimeoutMs / 1000} s`)));
      const failed = new Promise<never>((_, reject) => socket.once("error", reject));
      failed.catch(() => undefined);
      const lines = createInterface({ input: socket })[Symbol.asyncIterator]();
      const line = async (): Promise<string> => {
        const next = await Promise.race([lines.next(), failed]);
        if (next.done === true) throw new Error("other side closed");
        return next.value;
      };
      const ask: Ask = async (command, last) => {
        socket.write(`${command}\r\n`);
        const answer: string[] = [];
        do answer.push(await line());
        while (last !== undefined && !last.test(answer.at(-1) ?? ""));
        if (/^(ERROR|CLIENT_ERROR|SERVER_ERROR)\b/.test(answer.at(-1) ?? ""))
          throw new Error(`${command.split(/\s/)[0]}: ${answer.at(-1)}`);
        return answer;
      };
      return await releasing(
        signal,
        () => socket.destroy(),
        () => exercise(ask),
      );
    }),
} satisfies Driver<"memcached">;

/** The lines of the answer: one, or as many as there are until `last`. */
type Ask = (command: string, last?: RegExp) => Promise<readonly string[]>;

const end = /^(END|ERROR|CLIENT_ERROR|SERVER_ERROR)\b/;

const exercise = async (ask: Ask): Promise<string> => {
  const [version = ""] = await ask("version");
  await ask("stats", end);
  const [text, counter] = [scratchName(), scratchName()];
  await ask(`set ${text} 0 60 5\r\nprobe`);
  try {
    if ((await ask(`get ${text}`, end))[1] !== "probe") throw new Error("the value written to a scratch key was not read back");
    await ask(`set ${counter} 0 60 1\r\n1`);
    await ask(`incr ${counter} 2`);
    await ask(`touch ${text} 30`);
  } finally {
    await ask(`delete ${text}`);
    await ask(`delete ${counter}`);
  }
  return `memcached ${version.replace(/^VERSION /, "")} writes and reads`;
};
