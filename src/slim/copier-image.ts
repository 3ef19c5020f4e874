import type { DockerArchive } from "./docker-archive.js";
import { programImage } from "./program-image.js";

/** The image of the container that copies one volume into another: the copier as its entrypoint, and where both are mounted. */
export const copierImage = (image: { readonly ref: string; readonly architecture: string; readonly copier: Buffer }): DockerArchive =>
  programImage({
    ...{ ref: image.ref, architecture: image.architecture, createdBy: "stack-slim: copier" },
    directories: ["dev", "from", "proc", "sys", "to"],
    programs: [{ path: "copier", content: image.copier }],
  });
