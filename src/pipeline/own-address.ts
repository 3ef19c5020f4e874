import type { ContainerState } from "../model/ports.js";
import { endpointsOf, type Address } from "../probe/index.js";

/** Where the engine publishes it on this machine, else the container's own address, which this machine reaches when the engine runs on it. */
export function ownAddress(container: ContainerState, port: number): Address | undefined {
  const published = endpointsOf([container]).address(container.service, port);
  const [host] = container.addresses;
  return published ?? (host === undefined ? undefined : { host, port });
}
