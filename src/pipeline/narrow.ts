import type { MendedTrial } from "./mended-trial.js";
import type { Repairs } from "./repairs.js";
import type { Slimmer } from "./slimmer.js";

/** With more suspects, booting groups of them finds the fault sooner than swapping them one by one. */
const mostSuspects = 8;

/**
 * Nothing is missing anywhere, and yet something fails that rests on several slim services: they run their originals, and then slim again one by one,
 * heaviest first. Who can't join the others is set back. What two of them only do together is so found without a boot for each. Says whether it was.
 */
export async function narrow(
  trial: MendedTrial,
  slimmer: Pick<Slimmer, "images">,
  repairs: Pick<Repairs, "firstNarrowing">,
  until: number,
): Promise<boolean> {
  const suspects = heaviestFirst(trial.suspects(), slimmer);
  const isOpen = trial.judged.blame.culprits.some((name) => trial.slim().includes(name));
  if (!trial.failed.seeking || trial.judged.trial.pass || isOpen || suspects.length > mostSuspects || !repairs.firstNarrowing(suspects))
    return false;
  for (const service of suspects) trial.original.add(service);
  await trial.exchange(suspects);
  trial.say(`${suspects.join(", ")}: run their originals`, Object.fromEntries(suspects.map((service) => [service, "original"])));
  if (!trial.judged.trial.pass) {
    // Not their images' doing, or not theirs alone.
    for (const service of suspects) trial.original.delete(service);
    return false;
  }
  let back: readonly string[] = [];
  for (const service of suspects) {
    trial.context.signal.throwIfAborted();
    // Who was not tried in time stays original here, and is left to the search.
    if (performance.now() > until) break;
    trial.original.delete(service);
    await trial.exchange([...back, service]);
    trial.say(`${service}: slim again`, { [service]: "diagnosed" });
    back = [];
    if (trial.judged.trial.pass) continue;
    trial.original.add(service);
    back = [service];
  }
  return true;
}

const heaviestFirst = (services: readonly string[], slimmer: Pick<Slimmer, "images">): readonly string[] => {
  const images = slimmer.images();
  const saved = (service: string): number => (images.get(service)?.originalBytes ?? 0) - (images.get(service)?.slimBytes ?? 0);
  return [...services].sort((a, b) => saved(b) - saved(a));
};
