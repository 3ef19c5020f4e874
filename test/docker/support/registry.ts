import { execFileSync, spawn } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

/** A registry server of its own, on a free port of 127.0.0.1, with its store in a temporary folder. Disposing ends it and removes the store. */
export type Registry = AsyncDisposable & {
  /** 127.0.0.1:PORT */
  readonly host: string;
  /** What was asked of it: `PUT /v2/…`, in order. */
  readonly requests: () => readonly string[];
};

const setup = fileURLToPath(new URL("../../../scripts/setup.sh", import.meta.url));

/** Debian's docker-registry; installed first where it isn't there. `user` (name and password) is who may come in; absent: everybody. */
export async function startRegistry(user?: { readonly name: string; readonly password: string }): Promise<Registry> {
  execFileSync("bash", [setup, "registry"], { stdio: "ignore" });
  const folder = mkdtempSync(join(tmpdir(), "stack-slim-registry-"));
  const auth = user === undefined ? {} : { auth: { htpasswd: { realm: "test", path: join(folder, "users") } } };
  if (user !== undefined) writeFileSync(join(folder, "users"), `${user.name}:${bcrypt(user.password)}\n`);
  const storage = { filesystem: { rootdirectory: folder } };
  // JSON is YAML. Port 0: the kernel gives a free one.
  writeFileSync(
    join(folder, "config.yml"),
    JSON.stringify({ version: 0.1, log: { formatter: "json" }, storage, http: { addr: "127.0.0.1:0" }, ...auth }),
  );
  const child = spawn("docker-registry", ["serve", join(folder, "config.yml")], { stdio: ["ignore", "pipe", "pipe"] });
  let log = "";
  const ended = new Promise<void>((resolve) => child.once("close", () => resolve()));
  const port = await new Promise<string>((resolve, reject) => {
    const hear = (chunk: Buffer): void => {
      log += chunk.toString("utf8");
      const heard = /listening on 127\.0\.0\.1:(\d+)/.exec(log)?.[1];
      if (heard !== undefined) resolve(heard);
    };
    child.stdout.on("data", hear);
    child.stderr.on("data", hear);
    child.once("error", reject);
    void ended.then(() => reject(new Error(`docker-registry ended:\n${log}`)));
  });
  return {
    host: `127.0.0.1:${port}`,
    requests: () =>
      [...log.matchAll(/"(GET|HEAD|PUT|POST|PATCH) (\/v2\/\S*) HTTP/g)].map(([, method = "", path = ""]) => `${method} ${path}`),
    [Symbol.asyncDispose]: async () => {
      child.kill("SIGTERM");
      await ended;
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** By Perl's crypt, which is the C library's. */
const bcrypt = (password: string): string =>
  execFileSync("perl", ["-e", 'print crypt($ARGV[0], q($2y$05$) . "abcdefghijklmnopqrstuu")', password], { encoding: "utf8" });
