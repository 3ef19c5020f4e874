import type { ComposeModel, ComposeService } from "../model/compose-model.js";
import { StackSlimError } from "../model/errors.js";
import type { Compose } from "../model/ports.js";
import type { Service, Stack, StackSource } from "../model/stack.js";
import { isImageReference } from "./image-reference.js";
import { unescapeDollars } from "./unescape-dollars.js";

/**
 * The stack as compose resolves it, services sorted by name. `warn` gets compose's own warnings, such as variables that are not set.
 * @throws StackSlimError (exit 2) with compose's message when it refuses the files, when a service has neither an image nor a build
 * section or an image that no engine could have, or when no service is active.
 */
export async function loadStack(compose: Pick<Compose, "config">, source: StackSource, warn?: (message: string) => void): Promise<Stack> {
  const model = unescapeDollars(await compose.config(source, warn));
  const services = Object.entries(model.services ?? {})
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, spec]) => service(model, name, spec, source));
  if (services.length === 0) throw noServices(source);
  return { source, model, services };
}

/** A service without `image` runs PROJECT-SERVICE, the tag compose gives what it builds. Source: compose, api.GetImageNameOrDefault. */
function service(model: ComposeModel, name: string, spec: ComposeService, source: StackSource): Service {
  const builds = spec.build !== undefined && spec.build !== null;
  if (spec.image !== undefined && spec.image !== "") {
    if (!isImageReference(spec.image)) throw noImageName(name, spec.image, source);
    return { name, image: spec.image, builds, spec };
  }
  if (builds) return { name, image: `${model.name}-${name}`, builds, spec };
  const provided = spec["provider"] !== undefined;
  throw new StackSlimError(
    `The service ${name} in ${source.files.join(", ")} has neither an image nor a build section${provided ? ": a provider runs it" : ""}.`,
    {
      code: "stack.no-image",
      exitCode: 2,
      hint: provided
        ? `Put ${name} in a profile that isn't active: only containers can be slimmed.`
        : `Give ${name} an \`image:\` or a \`build:\`.`,
    },
  );
}

function noImageName(name: string, image: string, source: StackSource): StackSlimError {
  return new StackSlimError(`${source.files.join(", ")}: services.${name}.image: ${JSON.stringify(image)} is no name of an image.`, {
    code: "stack.image-name",
    exitCode: 2,
    hint: "An image is named [HOST[:PORT]/]NAME[:TAG], NAME in lower case.",
  });
}

function noServices(source: StackSource): StackSlimError {
  return new StackSlimError(`No service is active in ${source.files.join(", ")}.`, {
    code: "stack.no-services",
    exitCode: 2,
    hint: "Give it `services:`; when all of them are in profiles, name the profiles with --profile.",
  });
}
