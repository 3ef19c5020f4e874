import { StackSlimError } from "../model/errors.js";
import type { ImageInfo } from "../model/image.js";
import type { Engine } from "../model/ports.js";
import type { Report } from "../model/report.js";
import type { Planned } from "./plan-stage.js";

/**
 * The slim images of the combination that the last apply chose, by service, as the engine has them.
 * @throws StackSlimError exit 2: the report is another project's, nothing is slim in it, or an image is gone or no longer made from the original there is.
 */
export async function slimResult(
  report: Report,
  { stack, images }: Pick<Planned, "stack" | "images">,
  engine: Pick<Engine, "inspectImage">,
): Promise<ReadonlyMap<string, ImageInfo>> {
  const project = stack.model.name;
  if (report.project !== project)
    throw refused(
      `The last apply here was of the project ${report.project}, not of ${project}.`,
      `Give \`--project-name ${report.project}\`, or run \`stack-slim apply\` for ${project}.`,
    );
  const lacking = stack.services.find(({ image }) => !images.has(image));
  if (lacking !== undefined)
    throw refused(
      `The engine lacks ${lacking.image}, the original image of ${lacking.name}.`,
      "Build or pull it, as for `docker compose up`.",
    );
  const slim = new Map<string, ImageInfo>();
  for (const { name, variant, slimImage } of report.services) {
    const service = stack.services.find((one) => one.name === name);
    if (variant !== "slim" || slimImage === undefined || service === undefined) continue;
    const image = await engine.inspectImage(slimImage);
    if (image === undefined) throw refused(`The slim image ${slimImage} of ${name} is not in the engine any more.`);
    if (image.config.labels["stack-slim.original"] !== images.get(service.image)?.id)
      throw refused(`The slim image ${slimImage} of ${name} was not made from the ${service.image} that the engine has now.`);
    slim.set(name, image);
  }
  if (slim.size === 0) throw refused(`The last apply left every service of ${project} original: there is nothing to compare.`, nothingSlim);
  return slim;
}

const nothingSlim = "`stack-slim report` says what keeps them original.";
const again = "Run `stack-slim apply` again: it makes only what is missing.";

const refused = (message: string, hint: string = again): StackSlimError =>
  new StackSlimError(message, { code: "measure.no-result", exitCode: 2, hint });

/** The stack without the service that makes the load, which runs beside it. @throws StackSlimError exit 2 when another one needs it. */
export function withoutService<T extends Pick<Planned, "stack" | "plan">>(planned: T, name: string): T {
  const { stack, plan } = planned;
  const needing = Object.entries(stack.model.services).find(([, { depends_on: needs }]) => needs?.[name] !== undefined)?.[0];
  if (needing !== undefined)
    throw new StackSlimError(`${name} can't be the load: ${needing} depends on it.`, {
      code: "measure.no-load",
      exitCode: 2,
      hint: "Name a service that nothing depends on, or an image.",
    });
  const { [name]: _, ...services } = stack.model.services;
  return {
    ...planned,
    stack: { ...stack, model: { ...stack.model, services }, services: stack.services.filter((service) => service.name !== name) },
    plan: { ...plan, services: plan.services.filter((service) => service.name !== name) },
  };
}
