import { withFoundProbes } from "../plan/with-found-probes.js";
import { probeKey, withBroken, type BrokenParts } from "../probe/index.js";
import { withMasked } from "../stack/secret-values.js";
import type { Profile } from "./profile-stage.js";
import type { RunContext } from "./run-context.js";
import { withoutSecrets } from "./without-secrets.js";

/**
 * The run as it goes on once the stack was profiled: with the probes that were found, also in the plan that the workspace
 * shows, and without what the original fails too. */
export async function withProfile(context: RunContext, { found, broken }: Profile): Promise<RunContext> {
  const { workspace, secrets } = context;
  const plan = withFoundProbes(context.plan, found);
  await workspace.writeText("plan.json", `${JSON.stringify(withMasked(withoutSecrets(plan), secrets), null, 2)}\n`);
  for (const [what, parts] of brokenParts({ found, broken }))
    context.warn(`the original answers ${listed(parts)} badly too (${what}): slim images aren't held to that`);
  return { ...context, plan, broken };
}

/** By probe or check; what was left out of found probes when they were tried counts as well. */
function brokenParts({ found, broken }: Pick<Profile, "found" | "broken">): BrokenParts {
  const left = Object.entries(found).map(
    ([service, { probe }]) => [service, probe.probes.flatMap((one) => ("allow" in one ? one.allow : []))] as const,
  );
  return left.reduce<BrokenParts>(
    (parts, [service, allowed]) => (allowed.length === 0 ? parts : withBroken(parts, probeKey(service), allowed)),
    broken,
  );
}

const mostListed = 10;

const listed = (parts: readonly string[]): string =>
  parts.length <= mostListed ? parts.join(", ") : `${parts.slice(0, mostListed).join(", ")} and ${String(parts.length - mostListed)} more`;
