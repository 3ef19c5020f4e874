import { readFileSync } from "node:fs";
import { join } from "node:path";
import Docker from "dockerode";
import { execa } from "execa";
import { StackSlimError } from "../model/errors.js";
import { boundCalls, patienceMs } from "./bound-calls.js";

/**
 * A client for the engine that the docker CLI itself would use: DOCKER_HOST, else the current docker context, else the default socket.
 * @throws StackSlimError exit 3 when no engine answers there.
 */
export async function connectEngine(): Promise<Docker> {
  const host = process.env["DOCKER_HOST"] || (await contextHost());
  const docker = host === undefined ? new Docker() : new Docker(readOptions(host));
  boundCalls(docker, patienceMs());
  try {
    await docker.ping();
  } catch (cause) {
    throw new StackSlimError(`no Docker engine answers at ${host ?? "the default socket"}`, {
      code: "engine.unreachable",
      exitCode: 3,
      hint: "Start the engine, or point DOCKER_HOST or `docker context use` at one.",
      cause,
    });
  }
  return docker;
}

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
