import { StackSlimError } from "../model/errors.js";
import type { RunContext } from "./run-context.js";
import type { SlimGroup } from "./slim-groups.js";
import { slimRef } from "./slim-ref.js";

/**
 * A name for a slim image that no other image has: `python:3.11-slim` may be one of the user's, or belong to a stack of another project or of another
 * folder, whose compose file then stands for what was proven there. Names that a run in another folder is about to give are passed over too.
 * @throws StackSlimError `slim.name-taken`.
 */
export async function freeRef(context: RunContext, { original, services }: SlimGroup): Promise<string> {
  const { config, stack, engine, workspace } = context;
  const project = stack.model.name;
  const wanted = slimRef(config.imageTemplate, { ref: original.ref, service: services[0] ?? "", project });
  const isFree = async (ref: string): Promise<boolean> => {
    const labels = (await engine.inspectImage(ref))?.config.labels;
    if (labels === undefined) return true;
    return labels["stack-slim.project"] === project && (labels["stack-slim.folder"] ?? workspace.identity) === workspace.identity;
  };
  const names = [wanted, `${wanted}-${project}`, `${wanted}-${project}-${workspace.identity.slice(0, 6)}`];
  for (const ref of names) {
    // Looked at again once it is claimed: who had the claim before may have made it.
    if ((await isFree(ref)) && (await workspace.claim(ref)) && (await isFree(ref))) return ref;
  }
  throw new StackSlimError(`The names ${names.join(", ")} belong to images that stack-slim did not make for this stack.`, {
    code: "slim.name-taken",
    exitCode: 2,
    hint: 'Give slim images another name in stack-slim.yml, such as `image: "{name}:{tag}-{project}-slim"`.',
  });
}
