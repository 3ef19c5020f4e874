import type { EmitImage } from "../model/emit-kind.js";
import type { Service } from "../model/stack.js";
import { quoted } from "./emit-edits.js";
import { splitImage } from "./split-image.js";

export type Kustomization = { readonly text: string; readonly warnings: readonly string[] };

type Rule = { readonly name: string; readonly image: EmitImage };

/**
 * A Kustomize component that replaces images by the names they have in the compose file. Kustomize finds an image by its name, or by name and tag
 * (its name is taken as a regular expression that an image's name has to match, whatever its tag), so services that run one image must agree on
 * what comes in its place: others are left out, with a warning. Source: kustomize, api/internal/image, IsImageMatched.
 */
export const kustomization = (services: readonly Service[], images: Readonly<Record<string, EmitImage>>): Kustomization => {
  const byName = groupBy(services, ({ image }) => splitImage(image).name);
  const warnings: string[] = [];
  const rules = [...byName].flatMap(([name, sharing]): Rule[] => {
    const whole = agreed(sharing, images);
    if (whole !== undefined) return whole === "original" ? [] : [{ name, image: whole }];
    return [...groupBy(sharing, ({ image }) => splitImage(image).tag)].flatMap(([tag, same]): Rule[] => {
      const image = agreed(same, images);
      if (image === "original") return [];
      // By its bare name it would be found under every tag.
      if (tag !== undefined && image !== undefined) return [{ name: `${name}:${tag}`, image }];
      warnings.push(disagreement(name, sharing, images));
      return [];
    });
  });
  return { text: kustomizationText(rules), warnings };
};

/** What comes in the place of an image that all of these services run; undefined: they don't agree. */
const agreed = (services: readonly Service[], images: Readonly<Record<string, EmitImage>>): EmitImage | "original" | undefined => {
  const targets = new Map(services.map(({ name }) => [images[name]?.ref, images[name]]));
  if (targets.size !== 1) return undefined;
  return [...targets.values()][0] ?? "original";
};

const groupBy = <T, K>(items: readonly T[], keyOf: (item: T) => K): ReadonlyMap<K, readonly T[]> => {
  const groups = new Map<K, T[]>();
  for (const item of items) groups.set(keyOf(item), [...(groups.get(keyOf(item)) ?? []), item]);
  return groups;
};

const disagreement = (image: string, services: readonly Service[], images: Readonly<Record<string, EmitImage>>): string => {
  const wanted = services.map(({ name }) => `${name} ${images[name]?.ref ?? "the original"}`).join(", ");
  return `Kustomize can't tell services that run ${image} apart, so the kustomization leaves some of them as they are: ${wanted}.`;
};

const kustomizationText = (rules: readonly Rule[]): string =>
  [
    "# Slim images, by stack-slim. In the kustomization of the workloads: `components: [FOLDER OF THIS FILE]`, or copy its `images`.",
    "apiVersion: kustomize.config.k8s.io/v1alpha1",
    "kind: Component",
    rules.length === 0 ? "images: []" : "images:",
    ...rules.flatMap(({ name, image }) => {
      const to = splitImage(image.ref);
      const version = to.digest === undefined ? `newTag: ${quoted(to.tag ?? "latest")}` : `digest: ${to.digest}`;
      return [`  - name: ${quoted(name)}`, `    newName: ${quoted(to.name)}`, `    ${version}`];
    }),
    "",
  ].join("\n");
