/** Makes slim images: from a trace and an image's layers to the paths that stay, each with its reason, and to a single-layer image of them. */
export { assembleSlimImage, type AssembleOptions } from "./assemble-slim-image.js";
export type { DockerArchive } from "./docker-archive.js";
export { createElfMemo, type ElfMemo } from "./elf-reader.js";
export { indexImage } from "./index-image.js";
export type { ImageEntry, ImageFigures, ImageIndex, Resolved } from "./image-index.js";
export { keepSet, type KeepSetOptions, type KeepSetResult } from "./keep-set.js";
export type { LayerMemo } from "./merge-layers.js";
export type { ServiceNeeds } from "./rule.js";
export { sensorImage, type SensorImageOptions } from "./sensor-image.js";
export { slimService, type SlimServiceOptions, type SlimServiceResult } from "./slim-service.js";
export { spoolLayers, type Spool, type SpooledImage } from "./spool-layers.js";
