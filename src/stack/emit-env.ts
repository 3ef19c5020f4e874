import type { EmitImage } from "../model/emit-kind.js";
import type { ComposeModel } from "../model/compose-model.js";
import { composeDocuments } from "./emit-document.js";
import { quoted } from "./emit-edits.js";
import { hasBuild } from "./emit-override.js";
import { defaultImage } from "./expected-differences.js";
import { escapeDollars } from "./escape-dollars.js";
import { imageTexts, mentions } from "./image-variables.js";
import { slimPullPolicy } from "./pull-policies.js";
import { solveVariable } from "./solve-variable.js";

export type EnvInput = {
  /** The user's compose files in the order of their `-f`. */
  readonly files: readonly { readonly path: string; readonly text: string }[];
  readonly images: Readonly<Record<string, EmitImage>>;
  readonly model: ComposeModel;
  readonly isPushed: boolean;
  /** Use the variables that the files themselves take images from. */
  readonly ownVariables: boolean;
};

export type EmittedEnv = {
  readonly variables: Readonly<Record<string, string>>;
  /** A compose file for the last `-f` that takes from variables what the user's files don't; undefined: they take it all. */
  readonly override?: string;
  readonly warnings: readonly string[];
};

/**
 * Slim images as variables for compose: those that the user's files take an image from, where nothing else reads them, and IMAGE_SERVICE for the rest,
 * with an override file that reads these. Without the variables that file says what the user's files do, so one command line runs both.
 */
export const emitEnv = ({ files, images, model, isPushed, ownVariables }: EnvInput): EmittedEnv => {
  const units = files.flatMap(({ text }) => composeDocuments(text) ?? []);
  const texts = imageTexts(units, Object.keys(model.services));
  const used = files.map(({ text }) => text).join("\n");
  const solved = ownVariables ? ownVariablesOf({ images, model, texts, used }) : new Map<string, Solved>();
  const variables: Record<string, string> = {};
  const lines: string[] = [];
  const warnings: string[] = [];
  const fresh = (wanted: string): string => {
    let name = wanted;
    for (let count = 2; Object.hasOwn(variables, name) || mentions(used, name) > 0; count++) name = `${wanted}_${String(count)}`;
    return name;
  };
  for (const [service, { ref }] of Object.entries(images)) {
    const suffix = service.toUpperCase().replaceAll(/[^A-Z0-9]/g, "_");
    const fields: string[] = [];
    const own = solved.get(service);
    if (own !== undefined) variables[own.name] = own.value;
    else {
      const name = fresh(`IMAGE_${suffix}`);
      variables[name] = ref;
      fields.push(`    image: ${variable(name, escapeDollars(model.services[service]?.image ?? defaultImage(model, service)))}`);
    }
    const policy = model.services[service]?.pull_policy ?? "";
    const needed = slimPullPolicy(policy, isPushed);
    if (needed !== undefined) {
      const name = fresh(`PULL_POLICY_${suffix}`);
      variables[name] = needed;
      fields.push(`    pull_policy: ${variable(name, policy)}`);
    } else if (isPushed && hasBuild(model, service) && policy === "") {
      // Compose builds what has a build section and no policy; an original that can't be pulled is still built.
      fields.push("    pull_policy: missing");
    }
    if (hasBuild(model, service))
      warnings.push(
        `${service}: its build section stays; don't build ${service} with the variables set, that would replace the slim image ${ref}`,
      );
    if (fields.length > 0) lines.push(`  ${quoted(service)}:`, ...fields);
  }
  const override = lines.length === 0 ? {} : { override: ["services:", ...lines, ""].join("\n") };
  return { variables, ...override, warnings };
};

/** As a YAML scalar; compose reads the default where the variable isn't set. */
const variable = (name: string, fallback: string): string => `"\${${name}:-${fallback}}"`;

type Solved = { readonly name: string; readonly value: string };
type OwnInput = {
  readonly images: Readonly<Record<string, EmitImage>>;
  readonly model: ComposeModel;
  /** By service, the image as its file writes it. */
  readonly texts: ReadonlyMap<string, { readonly text: string; readonly at: string }>;
  /** All the compose files' text. */
  readonly used: string;
};

/** By service; a variable counts only when its image lines are all that reads it, and all their services want the same of it. */
const ownVariablesOf = ({ images, model, texts, used }: OwnInput): ReadonlyMap<string, Solved> => {
  const found = new Map<string, Solved>();
  for (const [service, { ref }] of Object.entries(images)) {
    const written = texts.get(service);
    const image = model.services[service]?.image;
    const solution = written === undefined || image === undefined ? undefined : solveVariable(written.text, image, ref);
    if (solution !== undefined) found.set(service, solution);
  }
  const isFree = ({ name, value }: Solved): boolean => {
    const same = [...found].filter(([, other]) => other.name === name);
    const places = new Map(same.map(([service]) => [texts.get(service)?.at, texts.get(service)?.text ?? ""]));
    const read = [...places.values()].reduce((sum, text) => sum + mentions(text, name), 0);
    return same.every(([, other]) => other.value === value) && read === mentions(used, name);
  };
  return new Map([...found].filter(([, solution]) => isFree(solution)));
};
