import type { Address } from "./endpoints.js";
import { describeReach, reach } from "./reach.js";

// What Node, undici, pg, mysql2, redis, amqplib, kafkajs and ldapts say when the other side went away, by code or, where they give none, by words.
const goneCodes = new Set(["ECONNRESET", "EPIPE", "UND_ERR_SOCKET", "PROTOCOL_CONNECTION_LOST"]);
const goneWords =
  /closed abruptly|terminated unexpectedly|closed unexpectedly|other side closed|closed connection|connection (.* )?closed|connection (ended|lost)|socket hang up/i;

// What OpenSSL finds wrong with a chain. Source: Node.js, tls, X509 certificate error codes.
const untrusted = new Set([
  "DEPTH_ZERO_SELF_SIGNED_CERT",
  "SELF_SIGNED_CERT_IN_CHAIN",
  "UNABLE_TO_GET_ISSUER_CERT_LOCALLY",
  "UNABLE_TO_VERIFY_LEAF_SIGNATURE",
  "CERT_HAS_EXPIRED",
  "CERT_NOT_YET_VALID",
  "ERR_TLS_CERT_ALTNAME_INVALID",
]);

/**
 * The failure of a client as one line. A connection that went away is looked at again without sending anything, which tells a port
 * behind which nothing listens from a service that hung up on this request.
 */
export const explain = async (error: unknown, address: Address, signal: AbortSignal): Promise<string> => {
  const root = rootOf(error);
  const code = codeOf(root);
  if (code === "ECONNREFUSED" || /\bECONNREFUSED\b/.test(messageOf(root))) return "connection refused";
  if (code === "ETIMEDOUT" || code === "UND_ERR_CONNECT_TIMEOUT") return "connection timed out";
  if (root instanceof Error && (root.name === "HTTPParserError" || code?.startsWith("HPE_") === true))
    return `the answer isn't HTTP (${messageOf(root)})`;
  if (code === "ERR_SSL_WRONG_VERSION_NUMBER" || code === "ERR_SSL_PACKET_LENGTH_TOO_LONG") return "the answer isn't TLS";
  if (code === "ERR_HTTP2_ERROR") return `the answer isn't HTTP/2 (${messageOf(root)})`;
  if (code !== undefined && untrusted.has(code)) return `the certificate isn't trusted: ${messageOf(root)}`;
  const isGone = (code !== undefined && goneCodes.has(code)) || goneWords.test(messageOf(root));
  if (!isGone) return messageOf(root);
  return describeReach(await reach(address, signal)) ?? "connection closed without an answer";
};

// Node tries every address of a host and gives all failures together.
const rootOf = (error: unknown): unknown => (error instanceof AggregateError && error.errors.length > 0 ? error.errors[0] : error);

export const codeOf = (error: unknown): string | undefined =>
  typeof error === "object" && error !== null && "code" in error && typeof error.code === "string" ? error.code : undefined;

/** First line of what was thrown. */
export const messageOf = (error: unknown): string => {
  const text = error instanceof Error ? error.message : String(error);
  return text.split("\n", 1)[0]?.trim() || (error instanceof Error ? error.name : "unknown failure");
};
