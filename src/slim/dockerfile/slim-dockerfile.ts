import { printableLine } from "../../model/printable.js";
import type { ImageLayer } from "../../model/slim-image.js";
import { configInstructions } from "./config-instructions.js";
import { parseConfig } from "./raw-config.js";
import type { Secrets } from "./secrets.js";

export type SlimDockerfile = {
  readonly service: string;
  readonly ref: string;
  readonly id: string;
  /** Of the slim image. */
  readonly configText: string;
  /** Lowest first. */
  readonly layers: readonly ImageLayer[];
};

/** Name of a layer's tar in the build context. */
export const layerFile = (diffId: string): string => `${diffId.replace(/^sha256:/, "")}.tar`;

/** A Dockerfile that makes the slim image anew: its layers' tars, which `stack-slim export` puts beside it, under the same config. */
export function slimDockerfile({ service, ref, id, configText, layers }: SlimDockerfile, secrets: Secrets): string {
  const { config, os = "linux", architecture } = parseConfig(configText);
  const isSecret = (name: string, value: string): boolean =>
    secrets.isSecret(name, value) || secrets.texts.some((text) => value.includes(text));
  const { lines, unsaid } = configInstructions(config ?? {}, isSecret);
  const platform = architecture === undefined ? [] : [`# For ${printableLine(`${os}/${architecture}`)}.`];
  const text = [
    `# ${printableLine(ref)}, as a build: docker build -t ${printableLine(ref)} .stack-slim/services/${printableLine(service)}/slim`,
    `# Its layers are not kept twice on this disk: \`stack-slim export ${printableLine(service)}\` puts them beside this file. Image: ${id}`,
    ...platform,
    ...unsaid.map((what) => `# A Dockerfile can't say this, as it has a line break or such a name; the loaded image has it: ${what}`),
    "FROM scratch",
    ...layers.flatMap(({ diffId, bytes }) => [`# ${String(bytes)} bytes`, `ADD ${layerFile(diffId)} /`]),
    ...lines,
  ];
  // Not the names of layers: a digest may have any six characters in it.
  const masked = (line: string): string => secrets.texts.reduce((said, secret) => said.replaceAll(secret, "***"), line);
  return `${text.map((line) => (line.startsWith("ADD ") ? line : masked(line))).join("\n")}\n`;
}
