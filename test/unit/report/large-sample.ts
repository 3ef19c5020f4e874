import type { Edge } from "../../../src/model/stack.js";
import type { ImageTree, TreeFolder, TreeLeaf } from "../../../src/model/image-tree.js";
import { imageContents, partsFor, type ReportInput, type ServiceContents } from "../../../src/report/index.js";
import { combination, planned, slimImage, trial } from "./sample.js";

/** Numbers below `below`, the same in every run (a linear congruential generator, Numerical Recipes). */
export function seeded(seed: number): (below: number) => number {
  let state = seed >>> 0;
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

/** An image of a distribution's kind: `files` in nested directories, of packages, about a third of them kept. */
export function sampleTree(name: string, files: number): ImageTree {
  const next = seeded(files + name.length);
  const packages = Array.from({ length: 120 }, (_, index) => `lib-of-something-${String(index)}`);
  const rules = ["observed", "elf-needed", "interpreter", "configuration"];
  type Folder = { [name: string]: TreeLeaf | Folder };
  const root: Folder = {};
  for (let index = 0; index < files; index++) {
    const depth = 2 + next(5);
    let folder = root;
    for (let level = 0; level < depth; level++) {
      const part = `${["usr", "lib", "share", "python3", "modules", "data"][level] ?? "x"}-${String(next(level === 0 ? 3 : 6))}`;
      const inside = folder[part];
      folder = inside !== undefined && !Array.isArray(inside) ? (inside as Folder) : (folder[part] = {});
    }
    const bytes = next(10) === 0 ? next(3_000_000) : next(40_000);
    folder[`file-with-a-long-name-${String(index)}.so.1`] =
      next(3) === 0 ? [bytes, next(packages.length), next(rules.length)] : [bytes, next(packages.length + 1) - 1];
  }
  return { version: 1, original: `${name}:1`, slim: `${name}:1-slim`, policy: "balanced", packages, rules, tree: root as TreeFolder };
}

export type LargeSample = { readonly run: ReportInput; readonly contents: readonly ServiceContents[] };

/** A run over a stack of `count` services in layers, with edges of all kinds, `boots` boots and what is in each image. */
export function largeSample(count: number, { boots = 12, files = 4000 }: { boots?: number; files?: number } = {}): LargeSample {
  const next = seeded(count);
  const names = Array.from(
    { length: count },
    (_, index) => `${["web", "orders", "db", "queue", "user-service"][index % 5] ?? ""}-${String(index)}`,
  );
  const stays = new Set(names.filter((_, index) => index % 9 === 4));
  const variants = (slim: (name: string) => boolean): ReturnType<typeof combination> =>
    combination(Object.fromEntries(names.map((name) => [name, slim(name) ? "slim" : "original"])));
  const edges = names.flatMap((from, index): readonly Edge[] =>
    Array.from({ length: index < count / 6 ? 4 : next(3) }, () => next(count)).flatMap((target): readonly Edge[] => {
      const to = names[target] ?? "";
      if (target <= index) return [];
      const inferred: Edge = { from, to, origin: "environment", detail: `${to.toUpperCase()}_HOST`, port: 8080 };
      const observed: Edge = { from, to, origin: "observed", detail: "connect", port: 8080 };
      return [[inferred, observed], [inferred], [observed]][next(3)] ?? [];
    }),
  );
  const final = variants((name) => !stays.has(name));
  const failing = (boot: number): Parameters<typeof trial>[3] => {
    const culprit = [...stays][boot % Math.max(1, stays.size)] ?? names[0] ?? "";
    return {
      failures: {
        [culprit]: [{ kind: "missing-file", detail: "asked for a file that its slim image lacks", paths: ["/usr/lib/libfoo.so.1"] }],
      },
      checks: { "order flow": "step 3: POST /orders: expected 201, got 503" },
    };
  };
  const searches = Array.from({ length: Math.max(0, boots - 3) }, (_, index) => {
    const slim = new Set(names.filter(() => next(2) === 0));
    return trial(
      index + 3,
      "search",
      variants((name) => slim.has(name)),
      index % 2 === 0 ? failing(index) : {},
    );
  });
  return {
    run: {
      plan: {
        version: 1,
        project: "large",
        files: ["/srv/large/compose.yml"],
        services: names.map((name, index) =>
          planned(name, { probe: { source: "http", name: index % 7 === 0 ? "none" : "http /health", why: "", probes: [] } }),
        ),
        edges: edges.filter(({ origin }) => origin !== "observed"),
        cycles: [],
        checks: [
          { name: "login", use: "training" },
          { name: "order flow", use: "held-out" },
        ],
        warnings: [],
      },
      emitted: ["/srv/large/compose.slim.yml"],
      outcome: {
        label: "MAXIMAL",
        why: `${String(stays.size)} services fail whenever they are slim; everything else is slim.`,
        combination: final,
      },
      slimImages: names.map((name) =>
        slimImage(name, { originalBytes: 50_000_000 + next(900_000_000), slimBytes: 5_000_000 + next(45_000_000) }),
      ),
      trials: [
        trial(
          1,
          "profile",
          variants(() => false),
        ),
        trial(
          2,
          "all-slim",
          variants(() => true),
          failing(0),
        ),
        ...searches,
        trial(boots, "final", final),
      ],
      repairs: Object.fromEntries(
        names.slice(0, 5).map((name) => [
          name,
          [
            {
              rung: "exact path",
              paths: ["/usr/share/zoneinfo/UTC"],
              files: 1,
              bytesAdded: 118,
              why: "looked for and not there",
              boot: 2,
            },
          ],
        ]),
      ),
      seconds: { plan: 0.4, profile: 71.2, slim: 20, trials: 140.5, emit: 0.1 },
      peakRssBytes: 150_000_000,
      observedEdges: edges.filter(({ origin }) => origin === "observed"),
    },
    contents: names.map((service) =>
      imageContents(sampleTree(service, files), {
        service,
        reasonOf: (path) => (path.length % 2 === 0 ? { rule: "observed", why: "seen while profiling (open)" } : undefined),
        components: { original: 312, slim: 45 },
        most: partsFor(count),
      }),
    ),
  };
}
