import { stringify } from "yaml";
import type { HttpStep, Probe } from "../model/config.js";
import type { PlannedProbe } from "../model/plan.js";
import { printableLine } from "../model/printable.js";
import type { ConfigProposal, ProposedCheck, ProposedService } from "../model/proposal.js";

export type WriteOptions = {
  /** Where an editor finds the schema, from the file's own folder. */
  readonly schema: string;
};

/** A first stack-slim.yml as text: settings where something was seen, comments to choose from elsewhere, each with where it came from. */
export function writeConfig(proposal: ConfigProposal, { schema }: WriteOptions): string {
  const { compose, learnt, services, checks } = proposal;
  const lines = [
    `# yaml-language-server: $schema=${schema}`,
    ...comment("", `Written by stack-slim init ${learnt}. Yours to edit: "seen" was tried on the running stack, "plan" was not.`),
    "version: 1",
    ...(compose === undefined ? [] : [`compose: ${flow(compose)}`]),
    "",
    "# How much to keep beyond what was observed: strict, balanced or safe.",
    "# policy: balanced",
    "# How long every boot is watched at least, and again after a restart.",
    "# watch: 5s",
    "",
    "# What to do otherwise for single services, for example:",
    "#   legacy: { slim: false, why: vendor image }",
    "#   worker: { policy: safe, keep: [/opt/fonts/**], drop: [/usr/share/doc/**] }",
    "# A probe exercises one service while it is profiled, and says when it is ready; what a comment proposes is used anyway.",
    ...block("services:", services.some(isWritten), services.flatMap(serviceLines)),
    "",
    "# End-to-end checks: what the stack is for. Training checks also run while it is profiled; held-out ones only on trials, where what",
    "# profiling never saw must work too. Those below only ask what answered anyway: write what your users do.",
    ...block(
      "checks:",
      checks.some(({ written }) => written),
      [...checks.flatMap(checkLines), ...checkHint(checks)],
    ),
  ];
  return `${lines.join("\n")}\n`;
}

/** A key without a single setting below it would be an empty value: then it is a comment, as all below it is. */
const block = (key: string, isUsed: boolean, lines: readonly string[]): readonly string[] => [isUsed ? key : `# ${key}`, ...lines];

const isWritten = ({ probe, original }: ProposedService): boolean => probe.written || original !== undefined;

const width = 140;

/** One comment, in as many lines as it takes; text of images and logs can't end it. */
function comment(indent: string, text: string): readonly string[] {
  const lines: string[] = [];
  for (const word of printableLine(text).split(/\s+/)) {
    const last = lines.at(-1);
    if (last !== undefined && indent.length + last.length + word.length + 3 <= width) lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(last === undefined ? word : `  ${word}`);
  }
  return lines.map((line) => `${indent}# ${line}`);
}

function serviceLines(service: ProposedService): readonly string[] {
  const { name, about, probe, original } = service;
  const used = isWritten(service);
  const set = (isSet: boolean, line: string): string => (isSet ? `    ${line}` : `    # ${line}`);
  const text = probeLines(probe.value);
  return [
    "",
    used ? `  ${key(name)}:` : `  # ${key(name)}:`,
    ...about.flatMap((line) => comment("    ", line)),
    ...(original === undefined ? [] : [...comment("    ", `plan: ${original}`), "    slim: false"]),
    ...comment("    ", probe.from),
    ...text.map((line) => set(probe.written, line)),
  ];
}

/**
 * The setting as lines from the margin of its service. Neither passwords nor commands are written: an entry of the catalogue fills in its own, and
 * a healthcheck, whose text may hold one, is waited for in any case.
 */
function probeLines({ source, name, probes }: PlannedProbe): readonly string[] {
  if (source === "catalogue") return [`probe: ${flow(name)}`];
  const lines = probes.flatMap((probe) => oneProbe(probe).map((line, at) => (at === 0 ? `  - ${line}` : `    ${line}`)));
  return lines.length === 0 ? [] : ["probe:", ...lines];
}

function oneProbe(probe: Probe): readonly string[] {
  if (probe.kind === "tcp") return [`tcp: ${String(probe.port)}`];
  if (probe.kind !== "http") return [];
  return [
    "http:",
    `  port: ${String(probe.port)}`,
    ...(probe.scheme === "https" ? ["  scheme: https"] : []),
    "  steps:",
    ...probe.steps.map((step) => `    - ${flow(writtenStep(step))}`),
  ];
}

const writtenStep = ({ url, expect }: HttpStep): object => ({ get: url, expect: { status: expect.status } });

function checkLines({ name, use, written, target, steps, from }: ProposedCheck): readonly string[] {
  const lines = [
    `- name: ${flow(name)}`,
    ...(use === "training" ? [] : ["  use: held-out"]),
    `  target: ${flow(`${target.service}:${String(target.port)}`)}`,
    "  http:",
    ...steps.map(({ get, status, type }) => `    - ${flow({ get, expect: { status, ...(type === undefined ? {} : { type }) } })}`),
  ];
  return ["", ...comment("  ", from), ...lines.map((line) => (written ? `  ${line}` : `  # ${line}`))];
}

/** What only the user knows. */
function checkHint(checks: readonly ProposedCheck[]): readonly string[] {
  const [first] = checks;
  const target = first === undefined ? "web:80" : `${first.target.service}:${String(first.target.port)}`;
  return [
    "",
    "  # for example:",
    "  # - name: an order goes through",
    `  #   target: ${flow(target)}`,
    "  #   http:",
    '  #     - { post: /orders, json: { item: 1 }, expect: { status: 201, json: { "$.id": { exists: true } } } }',
    "  # - name: the test suite",
    "  #   use: held-out",
    "  #   command: ./e2e.sh",
  ];
}

const flow = (value: unknown): string =>
  stringify(value, { collectionStyle: "flow", lineWidth: 0, flowCollectionPadding: true, version: "1.1" }).trim();
const key = (name: string): string => flow({ [name]: 0 }).replace(/^\{ (.*): 0 \}$/, "$1");
