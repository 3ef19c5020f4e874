import type { Observation } from "./observation.js";

/** What the engine, the disk or the network of this machine refuses whatever the images hold. Source: messages of dockerd 20.10 to 28 and compose v2. */
const refusals =
  /no such image|no space left on device|disk quota exceeded|port is already allocated|address already in use|could not find an available|non-overlapping IPv4 address pool|cannot connect to the docker daemon|too many open files|context deadline exceeded/i;

/** Why the boot failed if that is nobody's fault in the stack: such a boot says nothing of slim images. The line that says it. */
export function engineFault(services: readonly Observation[]): string | undefined {
  const said = services.flatMap(({ startError, containers }) => [startError ?? "", ...containers.map(({ error }) => error)]);
  return said
    .flatMap((text) => text.split("\n"))
    .map((line) => line.trim())
    .find((line) => refusals.test(line));
}
