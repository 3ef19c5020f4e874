import type { Amount } from "../../model/directory-sums.js";

/** What a build leaves in an image and a service seldom reads; of the kinds that match a path, the first counts. */
const kinds: readonly (readonly [kind: string, pattern: RegExp])[] = [
  ["apt package lists", /^\/var\/lib\/apt\/lists\//],
  ["apt cache", /^\/var\/cache\/apt\//],
  ["apk cache", /^\/(var\/cache|etc)\/apk\/(cache\/|.*\.tar\.gz$|APKINDEX)/],
  ["dnf and yum cache", /^\/var\/cache\/(dnf|yum|libdnf5)\//],
  ["pip cache", /\/\.cache\/pip\//],
  ["npm and yarn cache", /\/(\.npm\/_[^/]+|\.cache\/yarn|\.yarn\/cache|_cacache)\//],
  ["Maven and Gradle cache", /\/(\.m2\/repository|\.gradle\/caches)\//],
  ["Go and Cargo cache", /\/(\.cache\/go-build|go\/pkg\/mod|cargo\/registry|\.cargo\/registry)\//],
  ["other caches", /^\/var\/cache\/|\/\.cache\//],
  ["logs", /^\/var\/log\//],
  ["temporary files", /^\/(var\/)?tmp\//],
  ["manual pages", /^\/usr\/(local\/)?(share\/)?man\//],
  ["translations", /^\/usr\/(local\/)?share\/(locale|i18n)\//],
  ["documentation", /^\/usr\/(local\/)?share\/(doc|doc-base|info|gtk-doc|help|lintian)\//],
  ["headers and static libraries", /^\/usr\/(local\/)?include\/|^\/(usr\/(local\/)?)?lib(64)?\/.*\.a$/],
];

/** Bytes by kind, largest first; kinds of which there is nothing are left out. */
export function leftovers(
  files: Iterable<{ readonly path: string; readonly bytes: number }>,
): readonly (Amount & { readonly kind: string })[] {
  const sums = new Map<string, { kind: string; bytes: number; files: number }>();
  for (const { path, bytes } of files) {
    const kind = kinds.find(([, pattern]) => pattern.test(path))?.[0];
    if (kind === undefined) continue;
    const sum = sums.get(kind) ?? { kind, bytes: 0, files: 0 };
    sum.bytes += bytes;
    sum.files++;
    sums.set(kind, sum);
  }
  return [...sums.values()].sort((a, b) => b.bytes - a.bytes);
}
