import { readFile } from "node:fs/promises";
import type { ContainerState, ExecResult } from "../model/ports.js";
import { parseListeners, type Listener } from "./listeners.js";

/** Ways into a container's network; what isn't given isn't tried. */
export type LookInside = {
  readonly container: Pick<ContainerState, "id" | "pid">;
  /** Runs a command in it. Left out while the container is profiled: what is run there would count as the service's own. */
  readonly exec?: (command: readonly string[], timeoutMs: number) => Promise<ExecResult>;
  /** Files of this machine; for tests. */
  readonly read?: (path: string) => Promise<string>;
};

const tables = ["/proc/net/tcp", "/proc/net/tcp6"] as const;
const execTimeoutMs = 3_000;

/** Programs that can print a file, the likeliest first: slim images keep a shell or an interpreter more often than cat. */
const printers: readonly (readonly string[])[] = [
  ["cat", ...tables],
  ["/bin/sh", "-c", `for f in ${tables.join(" ")}; do while read -r l; do echo "$l"; done <$f; done`],
  ["busybox", "cat", ...tables],
  ["perl", "-ne", "print", ...tables],
  ["python3", "-c", "import sys\nfor f in sys.argv[1:]: print(open(f).read())", ...tables],
  ["node", "-e", "process.argv.slice(1).forEach(f=>console.log(require('fs').readFileSync(f,'utf8')))", ...tables],
  ["ruby", "-e", "ARGV.each{|f| puts File.read(f)}", ...tables],
  ["php", "-r", "foreach(array_slice($argv,1) as $f) echo file_get_contents($f);", ...tables],
];

/**
 * What listens in a container, read from this machine's /proc when the engine runs here, else by a program of the container. undefined: there
 * is no way to see it. Never rejects.
 */
export async function listenersIn(inside: LookInside): Promise<readonly Listener[] | undefined> {
  const text = (await fromHost(inside)) ?? (await fromWithin(inside));
  return text === undefined ? undefined : parseListeners(text);
}

/** A process of the same number may be another machine's: only one whose control group names the container is believed. */
async function fromHost({ container, read = (path) => readFile(path, "utf8") }: LookInside): Promise<string | undefined> {
  const { id, pid } = container;
  if (pid === undefined || pid === 0 || id === "") return undefined;
  const from = (path: string): Promise<string> => read(path).catch(() => "");
  if (!(await from(`/proc/${String(pid)}/cgroup`)).includes(id)) return undefined;
  const texts = await Promise.all(tables.map((table) => from(table.replace("/proc", `/proc/${String(pid)}`))));
  return whole(texts.join("\n"));
}

async function fromWithin({ exec }: LookInside): Promise<string | undefined> {
  if (exec === undefined) return undefined;
  for (const command of printers) {
    // A container that has no such program, or ended meanwhile, rejects or says so in its output.
    const { output } = await exec(command, execTimeoutMs).catch(() => ({ output: "" }));
    if (whole(output) !== undefined) return output;
  }
  return undefined;
}

/** The tables begin with a line of titles, also when they are empty; `read` of a shell takes the blanks before it. */
const whole = (text: string): string | undefined => (/^\s*sl\s+local_address/m.test(text) ? text : undefined);
