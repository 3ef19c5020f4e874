import { basename, dirname, extname, join } from "node:path";

/** `compose.yml` → `compose.slim.yml`, in `folder` or beside the input. */
export const slimFileName = (path: string, folder = dirname(path)): string => join(folder, withMark(path, "slim"));

/** The file for what no input file defines: `compose.yml` → `compose.slim.override.yml`. */
export const overrideFileName = (path: string, folder = dirname(path)): string =>
  join(folder, withMark(path, "slim.override").replace(/\.json$/, ".yml"));

/** The override file that takes images from variables: `compose.yml` → `compose.slim.images.yml`. */
export const imagesFileName = (path: string, folder = dirname(path)): string =>
  join(folder, withMark(path, "slim.images").replace(/\.json$/, ".yml"));

const withMark = (path: string, mark: string): string => {
  const extension = extname(path);
  return `${basename(path, extension)}.${mark}${extension === "" ? ".yml" : extension}`;
};
