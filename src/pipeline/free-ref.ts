import { StackSlimError } from "../model/errors.js";
import type { RunContext } from "./run-context.js";
import type { SlimGroup } from "./slim-groups.js";
import { slimRef } from "./slim-ref.js";

/**
 * A name for a slim image that no other image has: `python:3.11-slim` may be one of the user's, or belong to another stack that still runs it.
 * @throws StackSlimError `slim.name-taken`.
 */
export async function freeRef({ config, stack, engine }: RunContext, { original, services }: SlimGroup): Promise<string> {
  const project = stack.model.name;
  const wanted = slimRef(config.imageTemplate, { ref: original.ref, service: services[0] ?? "", project });
  for (const ref of [wanted, `${wanted}-${project}`]) {
    const taken = await engine.inspectImage(ref);
    if (taken === undefined || taken.config.labels["stack-slim.project"] === project) return ref;
  }
  throw new StackSlimError(`The names ${wanted} and ${wanted}-${project} belong to images that stack-slim did not make for this stack.`, {
    code: "slim.name-taken",
    exitCode: 2,
    hint: 'Give slim images another name in stack-slim.yml, such as `image: "{name}:{tag}-{project}-slim"`.',
  });
}
