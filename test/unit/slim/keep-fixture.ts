import type { Policy } from "../../../src/model/config.js";
import type { ImageConfig } from "../../../src/model/image.js";
import type { FactKind, FactState, TraceFact } from "../../../src/model/trace.js";
import { keepSet, type KeepSetResult } from "../../../src/slim/keep-set.js";
import type { ServiceNeeds } from "../../../src/slim/rule.js";
import { file, indexOf, type Item } from "./layer-fixture.js";

export const fact = (kind: FactKind, path: string, state: FactState = "f", final = path): TraceFact => ({
  at: 0,
  kind,
  state,
  path,
  final,
});
export const opened = (...paths: string[]): TraceFact[] => paths.map((path) => fact("open", path));
export const packaged = (name: string, fields: string, ...paths: string[]): Item[] => [
  file(`var/lib/dpkg/info/${name}.list`, ["/.", ...paths].join("\n")),
  file("var/lib/dpkg/status", `Package: ${name}\n${fields}\n`),
];

/** An image of these items, of which `facts` were seen; policy balanced unless told. */
export type Case = {
  readonly items: readonly Item[];
  /** A layer below `items`: the base image. */
  readonly base?: readonly Item[];
  readonly facts?: readonly TraceFact[];
  readonly policy?: Policy;
  readonly image?: Partial<ImageConfig>;
  readonly needs?: Partial<ServiceNeeds>;
};

export function keep({ items, base, facts = [], policy = "balanced", image = {}, needs = {} }: Case): KeepSetResult {
  return keepSet({
    index: base === undefined ? indexOf(items) : indexOf(base, items),
    imageId: "sha256:i",
    policy,
    trace: { service: "s", facts },
    image: {
      entrypoint: [],
      command: [],
      environment: {},
      user: "",
      workingDirectory: "",
      volumes: [],
      exposedPorts: [],
      labels: {},
      ...image,
    },
    service: { environment: {}, volumeMounts: [], keep: [], drop: [], ...needs },
  });
}
