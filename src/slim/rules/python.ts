import { posix } from "node:path";
import { completing, everyPolicy, type Rule } from "../rule.js";
import { isRecord } from "../used-files.js";
import { filesBelow } from "../walk.js";
import { isOrdinary } from "./ordinary-file.js";
import { type PythonModule, pythonDistributions } from "./python-distributions.js";

/** A .py and its compiled twin go together: the one is checked against the other's size and time. */
export const pythonPairs: Rule = {
  name: "python-pairs",
  policies: everyPolicy,
  start: ({ index }) => ({
    *follow({ path }) {
      const compiled = /^(.*)\/__pycache__\/([^/]+?)\.cpython-[^/]*\.pyc$/.exec(path);
      if (compiled !== null) yield { path: `${compiled[1] ?? ""}/${compiled[2] ?? ""}.py`, why: "source of a kept .pyc" };
      if (!path.endsWith(".py")) return;
      const cache = posix.join(posix.dirname(path), "__pycache__");
      const stem = `${posix.basename(path, ".py")}.cpython-`;
      for (const name of index.children(cache))
        if (name.startsWith(stem)) yield { path: posix.join(cache, name), why: "compiled form of a kept .py" };
    },
  }),
};

/** The standard library of a Python that was used, but for its tests and windows; and the whole of every distribution that was imported. */
export const python: Rule = {
  name: "python",
  policies: completing,
  start: ({ index, used }) => ({
    *seed() {
      const libraries = new Set<string>();
      const imported = new Map<string, PythonModule>();
      for (const path of used) {
        const library = /^(.*\/lib(?:64)?\/python3\.\d+)\//.exec(path)?.[1];
        if (library !== undefined) libraries.add(library);
        const [, site, top] = /^(.*\/(?:site|dist)-packages)\/([^/]+)\//.exec(path) ?? [];
        if (site !== undefined && top !== undefined && !isRecord(path)) imported.set(`${site}\0${top}`, { site, top });
      }
      for (const library of libraries) {
        const skip = (directory: string): boolean => /\/(site|dist)-packages$/.test(directory);
        for (const path of filesBelow(index, library, skip))
          if (isOrdinary(path)) yield { path, why: "standard library of a Python that was used" };
      }
      yield* pythonDistributions(index, imported.values());
    },
  }),
};
