import { createSocket } from "node:dgram";
import { boundedSignal } from "./bounded-signal.js";
import type { Address } from "./endpoints.js";

/** A datagram may be lost and the server slow; the next attempt sends another one. */
export const answerMs = 2_000;

/** Sends one datagram and gives the one that comes back. Rejects after 2 s without one, and when the port refuses it. */
export const askByDatagram = (address: Address, bytes: Uint8Array, signal: AbortSignal): Promise<Buffer> => {
  const socket = createSocket("udp4");
  const bound = boundedSignal(signal, answerMs);
  const answered = new Promise<Buffer>((resolve, reject) => {
    const onAbort = (): void => reject(new Error(`no answer within ${answerMs / 1000} s`));
    bound.signal.addEventListener("abort", onAbort, { once: true });
    if (bound.signal.aborted) onAbort();
    socket.once("error", reject);
    socket.once("message", resolve);
    // Only a connected socket is told that nothing listens there, and hears nobody else.
    socket.connect(address.port, address.host, () => socket.send(bytes, (error) => (error ? reject(error) : undefined)));
  });
  return answered.finally(() => {
    bound[Symbol.dispose]();
    socket.close();
  });
};

/** Sends one datagram and waits for nothing. */
export const sendDatagram = (address: Address, bytes: Uint8Array): Promise<void> => {
  const socket = createSocket("udp4");
  return new Promise<void>((resolve, reject) => {
    socket.once("error", reject);
    socket.send(bytes, address.port, address.host, (error) => (error ? reject(error) : resolve()));
  }).finally(() => socket.close());
};
