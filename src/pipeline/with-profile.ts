import { withFoundProbes } from "../plan/with-found-probes.js";
import { withMasked } from "../stack/secret-values.js";
import type { Profile } from "./profile-stage.js";
import type { RunContext } from "./run-context.js";
import { withoutSecrets } from "./without-secrets.js";

/** The run as it goes on once the stack was profiled: with the probes that were found, also in the plan that the workspace shows. */
export async function withProfile(context: RunContext, { found }: Profile): Promise<RunContext> {
  const { workspace, secrets } = context;
  const plan = withFoundProbes(context.plan, found);
  await workspace.writeText("plan.json", `${JSON.stringify(withMasked(withoutSecrets(plan), secrets), null, 2)}\n`);
  return { ...context, plan };
}
