import { readFile } from "node:fs/promises";
import { homedir } from "node:os";
import { join } from "node:path";
import { execa } from "execa";
import { StackSlimError } from "../model/errors.js";

/** What the engine is to tell a registry. Source: Docker Engine API 1.41, AuthConfig. */
export type RegistryAuth = {
  readonly serveraddress: string;
  readonly username?: string;
  readonly password?: string;
  readonly identitytoken?: string;
  readonly registrytoken?: string;
};

type StoredAuth = Partial<Record<"auth" | "username" | "password" | "identitytoken" | "registrytoken", string>>;
type DockerConfig = {
  readonly auths?: Readonly<Record<string, StoredAuth>>;
  readonly credsStore?: string;
  readonly credHelpers?: Readonly<Record<string, string>>;
};

/** Under what the docker CLI stores the credentials of Docker Hub. */
const hub = "https://index.docker.io/v1/";

/**
 * What `docker login` stored for a registry (`HOST[:PORT]`), in its configuration or with a credential helper; without any, only the address.
 * Source: docker CLI, cli/config. @throws StackSlimError `push.credentials` (3) when the configuration or its helper can't be read.
 */
export async function registryAuth(registry: string, environment: NodeJS.ProcessEnv): Promise<RegistryAuth> {
  const path = join(environment["DOCKER_CONFIG"] || join(homedir(), ".docker"), "config.json");
  const config = await readConfig(path);
  const serveraddress = ["docker.io", "index.docker.io", "registry-1.docker.io"].includes(registry) ? hub : registry;
  const helper = config.credHelpers?.[serveraddress] ?? config.credsStore;
  const helped = helper === undefined || helper === "" ? undefined : await fromHelper(helper, serveraddress, path);
  return { serveraddress, ...(helped ?? fromAuths(config.auths ?? {}, serveraddress)) };
}

async function readConfig(path: string): Promise<DockerConfig> {
  const text = await readFile(path, "utf8").catch((error: unknown) => {
    if (error instanceof Error && "code" in error && (error.code === "ENOENT" || error.code === "ENOTDIR")) return "{}";
    throw noCredentials(`${path} can't be read.`);
  });
  try {
    const config: unknown = JSON.parse(text);
    return typeof config === "object" && config !== null ? (config as DockerConfig) : {};
  } catch {
    throw noCredentials(`${path} is not JSON.`);
  }
}

/** undefined: the helper knows none. Source: docker-credential-helpers, README, "Development". */
async function fromHelper(helper: string, registry: string, path: string): Promise<Omit<RegistryAuth, "serveraddress"> | undefined> {
  const program = `docker-credential-${helper}`;
  const { failed, code, stdout } = await execa(program, ["get"], { input: registry, reject: false, timeout: 30_000 });
  if (code === "ENOENT") throw noCredentials(`${path} names the credential helper ${program}, which isn't there.`);
  if (failed && /credentials not found/i.test(stdout)) return undefined;
  // What it says may hold a secret.
  if (failed) throw noCredentials(`The credential helper ${program} failed for ${registry}.`);
  let given: { readonly Username?: string; readonly Secret?: string };
  try {
    given = JSON.parse(stdout) as typeof given;
  } catch {
    throw noCredentials(`The credential helper ${program} answered no JSON for ${registry}.`);
  }
  const { Username: username = "", Secret: secret = "" } = given;
  return username === "<token>" ? { identitytoken: secret } : { username, password: secret };
}

const hostOf = (key: string): string => key.replace(/^https?:\/\//, "").split("/")[0] ?? "";

/** Entries are stored under a host or an address. */
export function fromAuths(auths: Readonly<Record<string, StoredAuth>>, registry: string): Omit<RegistryAuth, "serveraddress"> {
  const stored = auths[registry] ?? Object.entries(auths).find(([key]) => hostOf(key) === hostOf(registry))?.[1];
  if (stored === undefined) return {};
  const [user = "", ...rest] = Buffer.from(stored.auth ?? "", "base64")
    .toString("utf8")
    .split(":");
  const username = stored.auth === undefined || stored.auth === "" ? stored.username : user;
  const password = stored.auth === undefined || stored.auth === "" ? stored.password : rest.join(":").replace(/\0+$/, "");
  return {
    ...(stored.identitytoken === undefined ? {} : { identitytoken: stored.identitytoken }),
    ...(stored.registrytoken === undefined ? {} : { registrytoken: stored.registrytoken }),
    ...(username === undefined || username === "" || stored.identitytoken !== undefined ? {} : { username, password: password ?? "" }),
  };
}

const noCredentials = (message: string): StackSlimError =>
  new StackSlimError(message, {
    code: "push.credentials",
    exitCode: 3,
    hint: "Log in again with `docker login`, or set DOCKER_CONFIG to a folder whose config.json works.",
  });
