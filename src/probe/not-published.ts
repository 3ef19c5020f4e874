import type { Protocol } from "./endpoints.js";

/** Retryable for a probe: the engine gives a port its host address when the container starts. */
export const notPublished = (service: string, port: number, protocol: Protocol = "tcp"): string =>
  `${protocol === "udp" ? "UDP " : ""}port ${port} of ${service} has no address on this machine`;
