import { posix } from "node:path";
import { completing, type Rule } from "../rule.js";
import { filesBelow } from "../walk.js";

const asset = /\.(html?|css|m?js|json|png|jpe?g|gif|svg|webp|avif|ico|woff2?|ttf|otf|eot|xml|txt|wasm|webmanifest|gz|br)$/i;
/** Folders that web applications give their assets; siblings of one that was served go with it. */
const assetFolder =
  /^(assets?|static|public|css|styles?|js|scripts?|img|images?|pics?|icons?|fonts?|media|dist|themes?|www|html|htdocs|webapp)$/i;
/** These hold everything, so that having served a file of theirs says nothing. */
const tooWide: ReadonlySet<string> = new Set([
  "/",
  "/etc",
  "/usr",
  "/usr/lib",
  "/usr/share",
  "/usr/local",
  "/var",
  "/var/lib",
  "/opt",
  "/srv",
  "/home",
  "/root",
  "/tmp",
]);
const mostFiles = 20_000;

/** A page is served by need: the assets beside one that was served, with the folders of assets around it. */
export const webAssets: Rule = {
  name: "web-assets",
  policies: completing,
  start: ({ index, used, trace }) => ({
    *seed() {
      const served = new Set(trace.facts.filter(({ kind }) => kind === "open").map(({ final }) => final));
      const roots = new Set<string>();
      for (const path of used) {
        if (!asset.test(path) || !served.has(path) || /\/(node_modules|site-packages|dist-packages|zoneinfo)\//.test(path)) continue;
        const root = assetRoot(posix.dirname(path));
        if (root !== undefined) roots.add(root);
      }
      for (const root of roots) {
        let left = mostFiles;
        for (const path of filesBelow(index, root)) {
          if (!asset.test(path) || --left < 0) continue;
          yield { path, why: `web asset beside one that was served, in ${root}` };
        }
      }
    },
  }),
};

/** The topmost folder on the way up that still looks like one of assets; undefined when the file lies in none. */
function assetRoot(directory: string): string | undefined {
  let root: string | undefined;
  for (let here = directory; !tooWide.has(here); here = posix.dirname(here)) if (assetFolder.test(posix.basename(here))) root = here;
  return root;
}
