/** Makes slim images: from a trace and an image's layers to the paths that stay, each with its reason, and to images that share layers. */
export { assembleSlimImage, type AssembleOptions, type ChainedLayer } from "./assemble-slim-image.js";
export type { DockerArchive, WrittenImage } from "./docker-archive.js";
export { createElfMemo, type ElfMemo } from "./elf-reader.js";
export { indexImage } from "./index-image.js";
export type { ImageEntry, ImageFigures, ImageIndex, Resolved } from "./image-index.js";
export { keepSet, type KeepSetOptions, type KeepSetResult } from "./keep-set.js";
export type { LayerMemo } from "./merge-layers.js";
export type { ServiceNeeds } from "./rule.js";
export { missedLookups, touchedOf, widened, type Widening } from "./repair-paths.js";
export { copierImage } from "./copier-image.js";
export { sensorImage, type SensorImageOptions } from "./sensor-image.js";
export { cycloneDx, type SbomImage } from "./sbom/cyclonedx.js";
export type { Inventory } from "./sbom/inventory.js";
export type { Inventories } from "./sbom/take-inventory.js";
export { fittingLayers, shareLayers, type SharedLayer } from "./share-layers.js";
export { chooseKept, type ChooseOptions, type Chosen, loadSlimImages, type SlimJob } from "./slim-service.js";
export { layerSizes, spoolLayers, type Spool, type SpooledImage } from "./spool-layers.js";
export { xrayImage, type XrayOptions } from "./xray/xray-image.js";
