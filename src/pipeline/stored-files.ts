import type { KeepSet, Reason } from "../model/slim-image.js";

/** A service's keep-set as it is stored for people and for `why`. */
export type StoredKeepSet = Omit<KeepSet, "kept"> & { readonly kept: Readonly<Record<string, Reason>> };

export const keepFile = (service: string): string => `services/${service}/keep.json`;

/** Where the ImageTree of a service is stored for `diff` and `why`. */
export const treeFile = (service: string): string => `services/${service}/tree.json`;
