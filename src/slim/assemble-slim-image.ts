import type { Policy } from "../model/config.js";
import { type DockerArchive, dockerArchive } from "./docker-archive.js";
import type { ImageIndex } from "./image-index.js";
import { planLayer } from "./layer-plan.js";
import { slimConfig } from "./slim-config.js";

export type AssembleOptions = {
  readonly index: ImageIndex;
  /** Whether a path that is no directory stays; directories always do. */
  readonly keeps: (path: string) => boolean;
  readonly configText: string;
  readonly originalId: string;
  readonly policy: Policy;
  /** Name of the slim image, with its tag. */
  readonly ref: string;
  /** Labels beside those that say what the image was made of. */
  readonly labels?: Readonly<Record<string, string>>;
};

/** The slim image as a docker-archive of one layer. The same options give the same bytes, hence the same image id. */
export function assembleSlimImage({ index, keeps, configText, originalId, policy, ref, labels = {} }: AssembleOptions): DockerArchive {
  return dockerArchive(ref, planLayer(index, keeps), (diffId) => slimConfig({ configText, originalId, policy, diffId, labels }));
}
