import { readFileSync } from "node:fs";
import { join } from "node:path";
import Docker from "dockerode";
import { execa } from "execa";
import type { EngineEndpoint } from "../model/doctor.js";
import { StackSlimError } from "../model/errors.js";
import { boundCalls, patienceMs } from "./bound-calls.js";
import { unreachable } from "./unreachable.js";

/** A host behind a firewall that drops what it gets would be waited for as long as the kernel likes. */
const answersWithinMs = 30_000;

/** DOCKER_HOST, else the current docker context's. @throws StackSlimError `engine.context` exit 3 when the CLI doesn't know the context. */
export async function engineEndpoint(): Promise<EngineEndpoint> {
  const variable = process.env["DOCKER_HOST"];
  if (variable) return { host: variable, from: "DOCKER_HOST" };
  const host = await contextHost();
  return host === undefined ? { from: "the default" } : { host, from: "the docker context" };
}

/** A client for the engine that the docker CLI itself would use. @throws StackSlimError exit 3 when no engine answers there. */
export const connectEngine = async (): Promise<Docker> => connectTo(await engineEndpoint());

/** @throws StackSlimError exit 3 when no engine answers there, with the reason. */
export async function connectTo({ host }: EngineEndpoint): Promise<Docker> {
  const docker = host === undefined ? new Docker() : new Docker(readOptions(host));
  boundCalls(docker, patienceMs());
  try {
    // Its types know ping without options only.
    await (docker as unknown as Pinging).ping({ abortSignal: AbortSignal.timeout(answersWithinMs) });
  } catch (cause) {
    throw unreachable(host, cause);
  }
  return docker;
}

type Pinging = { readonly ping: (options: { readonly abortSignal: AbortSignal }) => Promise<unknown> };

function readOptions(host: string): Docker.DockerOptions {
  try {
    return optionsFor(host);
  } catch (cause) {
    throw new StackSlimError(`${host} can't be used as a Docker host: ${cause instanceof Error ? cause.message : String(cause)}`, {
      code: "engine.host",
      exitCode: 3,
      hint: "DOCKER_HOST is written as unix:///path/of/the.sock, tcp://HOST:PORT or ssh://USER@HOST.",
      cause,
    });
  }
}

/** The endpoint of a context other than the default one, which the CLI alone knows how to read. */
async function contextHost(): Promise<string | undefined> {
  const result = await execa("docker", ["context", "inspect", "--format", "{{.Endpoints.docker.Host}}"], { reject: false });
  if (/context .*(not found|does not exist)/i.test(result.stderr ?? ""))
    throw new StackSlimError(`The docker context can't be used: ${(result.stderr ?? "").split("\n")[0] ?? ""}`, {
      code: "engine.context",
      exitCode: 3,
      hint: "`docker context ls` lists those there are; `docker context use NAME` or DOCKER_CONTEXT chooses one.",
    });
  const host = result.exitCode === 0 ? result.stdout.trim() : "";
  return host === "" ? undefined : host;
}

function optionsFor(host: string): Docker.DockerOptions {
  if (host.startsWith("unix://")) return { socketPath: host.slice("unix://".length) };
  const url = new URL(host);
  if (url.protocol === "ssh:") return { protocol: "ssh", host: url.hostname, port: url.port || 22, username: url.username };
  const secure = url.protocol === "https:" || Boolean(process.env["DOCKER_TLS_VERIFY"]);
  const base: Docker.DockerOptions = { protocol: secure ? "https" : "http", host: url.hostname, port: url.port || (secure ? 2376 : 2375) };
  const certificates = process.env["DOCKER_CERT_PATH"];
  if (!secure || certificates === undefined) return base;
  const pem = (name: string): Buffer => readFileSync(join(certificates, name));
  return { ...base, ca: pem("ca.pem"), cert: pem("cert.pem"), key: pem("key.pem") };
}
