import type { Observation } from "./observation.js";

/** What the engine, the disk or the network of this machine refuses whatever the images hold. Source: messages of dockerd 20.10 to 28 and compose v2. */
const refusals =
  /no such image|no space left on device|disk quota exceeded|port is already allocated|address already in use|could not find an available|non-overlapping IPv4 address pool|cannot connect to the docker daemon|too many open files|context deadline exceeded/i;

/** Any other refusal of the engine's, as compose passes it on. */
const passedOn = /error response from daemon|error during connect|request returned .* for api route/i;

/**
 * Why the boot failed if that is nobody's fault in the stack: such a boot says nothing of slim images. The line that says it. What an image is to blame for
 * (a program that isn't there) the engine notes on the container that it couldn't start; a refusal that it noted on none is its own.
 */
export function engineFault(services: readonly Observation[]): string | undefined {
  const noted = services.flatMap(({ containers }) => containers.map(({ error }) => error)).filter((error) => error !== "");
  const said = services.flatMap(({ startError }) => startError ?? []);
  const find = (texts: readonly string[], pattern: RegExp): string | undefined =>
    texts
      .flatMap((text) => text.split("\n"))
      .map((line) => line.trim())
      .find((line) => pattern.test(line));
  return find([...said, ...noted], refusals) ?? (noted.length === 0 ? find(said, passedOn) : undefined);
}
