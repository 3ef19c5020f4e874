import type { Probe } from "./config.js";

/** Whether what the probe's port takes is datagrams. */
export const speaksUdp = (probe: Probe): boolean => probe.kind === "udp" || (probe.kind === "dns" && probe.protocol === "udp");

/** UDP ports these probes send to, once each. */
export const udpPorts = (probes: readonly Probe[]): readonly number[] => [
  ...new Set(probes.filter(speaksUdp).flatMap((probe) => ("port" in probe ? [probe.port] : []))),
];
