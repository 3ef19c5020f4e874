import { connect } from "node:net";
import type { Address } from "./endpoints.js";

/** How a TCP connection to an address fared. `held`: still open, or the other side spoke. `closed-at-once`: accepted, then closed or reset without a byte. */
export type Reach = "held" | "closed-at-once" | "reset-at-once" | "refused" | "timeout" | "aborted" | { readonly failed: string };

/**
 * Connects and watches the connection for `holdMs`. The engine's port proxy accepts for every published port, even when nothing listens in
 * the container, and closes as soon as its own connection is refused: only a connection that stays is a sign of life.
 */
export const reach = (address: Address, signal: AbortSignal, holdMs = 200, connectMs = 5_000): Promise<Reach> =>
  new Promise((resolve) => {
    if (signal.aborted) return resolve("aborted");
    const socket = connect(address);
    const end = (result: Reach): void => {
      clearTimeout(timeout);
      signal.removeEventListener("abort", onAbort);
      socket.removeAllListeners();
      socket.on("error", () => undefined);
      socket.destroy();
      resolve(result);
    };
    const onAbort = (): void => end("aborted");
    let timeout = setTimeout(() => end("timeout"), connectMs);
    signal.addEventListener("abort", onAbort, { once: true });
    socket.once("connect", () => {
      clearTimeout(timeout);
      timeout = setTimeout(() => end("held"), holdMs);
    });
    socket.once("data", () => end("held"));
    socket.once("end", () => end("closed-at-once"));
    socket.once("error", (error: NodeJS.ErrnoException) => end(ofError(error)));
  });

const ofError = (error: NodeJS.ErrnoException): Reach => {
  if (error.code === "ECONNREFUSED") return "refused";
  if (error.code === "ECONNRESET" || error.code === "EPIPE") return "reset-at-once";
  return error.code === "ETIMEDOUT" ? "timeout" : { failed: error.message };
};

/** The state of the address as a clause for a person; undefined when the connection holds. */
export const describeReach = (found: Reach): string | undefined => {
  if (typeof found !== "string") return `connection failed (${found.failed})`;
  return {
    held: undefined,
    "closed-at-once": "connection closed at once: nothing accepts it behind the port",
    "reset-at-once": "connection reset by peer at once: nothing accepts it behind the port",
    refused: "connection refused",
    timeout: "connection timed out",
    aborted: "given up before the connection was made",
  }[found];
};
