import { everyPolicy, type Rule } from "../rule.js";
import { filesBelow } from "../walk.js";

/** A fresh volume is filled with what the image has at its mount point, maybe for another service to read. */
export const volumeContent: Rule = {
  name: "volume",
  policies: everyPolicy,
  start: ({ index, image, service }) => ({
    *seed() {
      for (const mount of new Set([...image.volumes, ...service.volumeMounts])) {
        if (mount === "/" || mount === "") continue;
        yield { path: mount, why: `mount point of a volume` };
        for (const path of filesBelow(index, mount)) yield { path, why: `fills a fresh volume at ${mount}` };
      }
    },
  }),
};
