import { StackSlimError } from "../model/errors.js";
import type { TrialObservations } from "../trial/index.js";
import type { RunContext } from "./run-context.js";

/**
 * A name may be given to another image while a run goes on, by a build or a pull. What was profiled and planned is then not what runs.
 * @throws StackSlimError `image.changed` exit 3. `images`: services that run another image than their original's.
 */
export function needSameImages(
  { stack, images }: Pick<RunContext, "stack" | "images">,
  { services }: Pick<TrialObservations, "services">,
  slim: Readonly<Record<string, string>>,
): void {
  for (const { service, containers } of services) {
    const ref = stack.services.find(({ name }) => name === service)?.image;
    const planned = ref === undefined || slim[service] !== undefined ? undefined : images.get(ref)?.id;
    const is = containers.map(({ imageId }) => imageId).find((id) => id !== undefined && id !== planned);
    if (planned === undefined || is === undefined) continue;
    throw new StackSlimError(`The image ${ref ?? ""} of ${service} was given to another image while the run went on.`, {
      code: "image.changed",
      exitCode: 3,
      hint: "Run the same command again, once nothing builds or pulls it any more: it begins with the image as it is then.",
    });
  }
}
