import { printableLine } from "../../model/printable.js";
import type { ImageLayer } from "../../model/slim-image.js";
import { configInstructions } from "./config-instructions.js";
import { parseConfig, type RawConfig } from "./raw-config.js";
import { reverseHistory } from "./reverse-history.js";
import { maskedVariables, type Secrets } from "./secrets.js";

export type OriginalImage = {
  readonly ref: string;
  readonly id: string;
  readonly configText: string;
  /** Lowest first. */
  readonly layers: readonly ImageLayer[];
  /** How it calls its system, from os-release. */
  readonly system?: string;
};

/**
 * The Dockerfile that an image was probably made by, to be read by people: from its history, with the bytes of each layer; what the history does not
 * say comes from the config. It can't be built: of copied files only the places are known.
 */
export function originalDockerfile({ ref, id, configText, layers, system }: OriginalImage, secrets: Secrets): string {
  const raw = parseConfig(configText);
  const head = [
    `# What ${printableLine(ref)} was probably made by, read from its history. For reading: COPY and ADD name files that are only known by their digests.`,
    `# ${printableLine(id)}`,
    ...(system === undefined ? [] : [`# System, by its os-release: ${printableLine(system)}`]),
    "FROM scratch",
    "",
  ];
  const { lines, isWhole } = historyLines(raw, layers);
  const settings = isWhole
    ? []
    : ["", "# The history does not have them all: the settings as the image has them.", ...settingLines(raw, secrets)];
  return `${maskedVariables([...head, ...lines, ...settings], raw.config?.Env ?? [], secrets).join("\n")}\n`;
}

type HistoryLines = { readonly lines: readonly string[]; readonly isWhole: boolean };

/** `isWhole`: the history accounts for every layer, and for settings too where the image has any. */
function historyLines({ history, config }: RawConfig, layers: readonly ImageLayer[]): HistoryLines {
  const entries = history ?? [];
  const fits = entries.filter(({ empty_layer }) => empty_layer !== true).length === layers.length;
  const lines: string[] = [];
  let at = 0;
  for (const { created_by = "", comment = "", empty_layer } of entries) {
    const layer = empty_layer === true || !fits ? undefined : layers[at++];
    if (layer !== undefined) lines.push(...layerComment(at, layer));
    const instructions = reverseHistory(created_by);
    lines.push(...instructions, ...(comment === "" || comment.startsWith("buildkit.") ? [] : [`# ${printableLine(comment)}`]));
    if (layer !== undefined) lines.push("");
  }
  if (!fits)
    lines.push(
      ...(entries.length === 0 ? [] : ["", "# The history has another number of layers than the image."]),
      ...layers.flatMap((layer, number) => layerComment(number + 1, layer)),
    );
  const said = new Set(lines.map((line) => line.slice(0, line.indexOf(" "))));
  const has = (instruction: string, value: unknown): boolean =>
    value === undefined || value === null || value === "" || said.has(instruction);
  const settings = has("CMD", config?.Cmd) && has("ENTRYPOINT", config?.Entrypoint) && has("USER", config?.User);
  return { lines, isWhole: fits && entries.length > 0 && settings };
}

const layerComment = (number: number, { diffId, bytes }: ImageLayer): readonly string[] => [
  `# layer ${String(number)}: ${String(bytes)} bytes, ${printableLine(diffId)}`,
];

function settingLines({ config }: RawConfig, secrets: Secrets): readonly string[] {
  const { lines, unsaid } = configInstructions(config ?? {}, secrets.isSecret);
  return [...lines, ...unsaid.map((what) => `# not to be said in one line: ${what}`)];
}
