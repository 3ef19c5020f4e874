import type { ComposeModel } from "../model/compose-model.js";
import { quoted } from "./emit-edits.js";
import { slimPullPolicy } from "./pull-policies.js";

export type OverrideInput = {
  /** The image of every service that the file is about. */
  readonly images: Readonly<Record<string, string>>;
  readonly model: ComposeModel;
  readonly isPushed?: boolean;
};

/**
 * A compose file for the last `-f`, with nothing but what a slim image changes of a service: its image, no build section any more (the next `--build`
 * would put the original under the slim name), and a pull policy where the service's own would fetch or build another one.
 */
export const overrideText = ({ images, model, isPushed = false }: OverrideInput): string => {
  const lines = Object.entries(images).flatMap(([service, image]) => {
    const policy = slimPullPolicy(model.services[service]?.pull_policy, isPushed);
    return [
      `  ${quoted(service)}:`,
      `    image: ${quoted(image)}`,
      ...(hasBuild(model, service) ? ["    build: !reset null"] : []),
      ...(policy === undefined ? [] : [`    pull_policy: ${policy}`]),
    ];
  });
  return ["services:", ...lines, ""].join("\n");
};

export const hasBuild = (model: ComposeModel, service: string): boolean => (model.services[service]?.build ?? undefined) !== undefined;
