import { createInterface } from "node:readline";
import type { Readable } from "node:stream";
import type Docker from "dockerode";
import { StackSlimError } from "../model/errors.js";
import type { PushedImage } from "../model/ports.js";
import { registryAuth } from "./registry-auth.js";

type PushLine = {
  readonly status?: string;
  readonly id?: string;
  readonly error?: string;
  readonly errorDetail?: { readonly message?: string };
  readonly aux?: { readonly Digest?: string };
};

/** Pushes NAME:TAG with what `docker login` stored. Sources: Docker Engine API 1.41, ImagePush; moby, pkg/jsonmessage. */
export async function pushImage(docker: Docker, ref: string, signal: AbortSignal): Promise<PushedImage> {
  const colon = ref.lastIndexOf(":");
  const [name, tag] = [ref.slice(0, colon), ref.slice(colon + 1)];
  const registry = name.split("/")[0] ?? "";
  const authconfig = await registryAuth(registry, process.env);
  const counts = { sent: 0, present: 0 };
  let digest: string | undefined;
  try {
    // The types want all of the fields of an AuthConfig; the engine takes what is known.
    const options = { tag, authconfig: authconfig as Docker.AuthConfig, abortSignal: signal };
    const answer = (await docker.getImage(name).push(options)) as Readable;
    for await (const line of createInterface({ input: answer })) {
      if (line.trim() === "") continue;
      const { status = "", error, errorDetail, aux } = JSON.parse(line) as PushLine;
      if (error !== undefined || errorDetail !== undefined) throw new Error(errorDetail?.message ?? error);
      if (status === "Pushed") counts.sent++;
      else if (/^(Layer already exists|Mounted from)/.test(status)) counts.present++;
      digest = aux?.Digest ?? digest;
    }
  } catch (error) {
    signal.throwIfAborted();
    throw pushError(ref, registry, error);
  }
  if (digest === undefined) throw pushError(ref, registry, new Error("the engine named no digest"));
  return { digest, layersSent: counts.sent, layersPresent: counts.present };
}

type Kind = { readonly says: RegExp; readonly code: string; readonly what: (registry: string) => string; readonly hint: string };

/** What went wrong, by what the engine says: it hands on the registry client's words, which have no code. */
const kinds: readonly Kind[] = [
  {
    says: /server gave HTTP response to HTTPS client|x509|certificate|tls:|first record does not look like a TLS/i,
    code: "push.tls",
    what: (registry) => `The engine and the registry ${registry} don't agree on TLS`,
    hint: "Give the engine the registry's certificate (/etc/docker/certs.d/HOST:PORT/ca.crt), or name it under insecure-registries in daemon.json.",
  },
  {
    says: /unauthorized|denied|authentication required|no basic auth|forbidden|insufficient_scope/i,
    code: "push.denied",
    what: (registry) => `The registry ${registry} refuses the push`,
    hint: "Log in with `docker login` as a user who may push there.",
  },
  {
    says: /connection refused|no such host|timeout|deadline exceeded|unreachable|no route to host|connection reset|EOF|server misbehaving/i,
    code: "push.unreachable",
    what: (registry) => `The engine can't reach the registry ${registry}`,
    hint: "Check its name and port, as the engine's machine sees them.",
  },
];

export function pushError(ref: string, registry: string, cause: unknown): StackSlimError {
  if (cause instanceof StackSlimError) return cause;
  const message = (cause instanceof Error ? cause.message : String(cause)).replace(/\s+/g, " ").trim().slice(0, 500);
  const kind = kinds.find(({ says }) => says.test(message));
  return new StackSlimError(`${kind?.what(registry) ?? `The engine could not push to ${registry}`}; pushing ${ref}: ${message}`, {
    code: kind?.code ?? "push.failed",
    exitCode: 3,
    cause,
    ...(kind === undefined ? {} : { hint: kind.hint }),
  });
}
