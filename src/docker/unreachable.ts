import { StackSlimError } from "../model/errors.js";

const start = "Start the engine, or point DOCKER_HOST or `docker context use` at one.";
const name = "Mend the host in DOCKER_HOST or in the docker context.";
const certificates = "For an engine with TLS set DOCKER_TLS_VERIFY=1 and DOCKER_CERT_PATH to the folder of ca.pem, cert.pem and key.pem.";

/** What the codes of a failed connection mean, and how to mend it. Source: errno(3), node's errors of net, dns and tls. */
const reasons: readonly (readonly [RegExp, string, string])[] = [
  [/^ENOENT$/, "there is no such socket", start],
  [/^ECONNREFUSED$|^ENOTSOCK$/, "nothing listens there", start],
  [
    /^EACCES$|^EPERM$/,
    "this user may not use it",
    "Add the user to the group that owns the socket (`usermod -aG docker NAME`, then log in again), or run as root.",
  ],
  [/^ENOTFOUND$|^EAI_AGAIN$/, "its host name is unknown", name],
  [/^ETIMEDOUT$|^EHOSTUNREACH$|^ENETUNREACH$|^ABORT_ERR$|^UND_ERR_CONNECT_TIMEOUT$/, "that host doesn't answer", name],
  [/^ERR_TLS|^ERR_SSL|^CERT_|SELF_SIGNED|^UNABLE_TO_|^EPROTO$|^ERR_OSSL/, "TLS failed", certificates],
  [/^ECONNRESET$/, "it closed the connection, as an engine with TLS does", certificates],
  [/^HPE_/, "what answers there is no Docker engine", name],
];

/** The error of an engine that doesn't answer at `host`, with the reason where it is known. */
export function unreachable(host: string | undefined, cause: unknown): StackSlimError {
  const { code = "", message = "", statusCode } = (cause ?? {}) as { code?: string; message?: string; statusCode?: number };
  const [, reason, hint] =
    reasons.find(([pattern]) => pattern.test(code)) ??
    (statusCode === 400 && /HTTPS/.test(message) ? [/./, "it wants TLS", certificates] : [/./, undefined, start]);
  const why = reason ?? message.replace(/\s+/g, " ").trim();
  return new StackSlimError(`no Docker engine answers at ${host ?? "the default socket"}${why === "" ? "" : `: ${why}`}`, {
    code: "engine.unreachable",
    exitCode: 3,
    hint,
    cause,
  });
}
