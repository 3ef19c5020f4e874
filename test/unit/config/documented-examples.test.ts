import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { expect, test } from "vitest";
import { loadConfig } from "../../../src/config/load-config.js";
import { checkedSelector } from "../../../src/probe/html.js";
import { parseJsonPath } from "../../../src/probe/json-path.js";
import { fill } from "../../../src/probe/template.js";
import { parseBareRegex, parseTextPattern } from "../../../src/probe/text-pattern.js";

const text = readFileSync(resolve(import.meta.dirname, "../../../docs/probes.md"), "utf8");

/** Every YAML example of the page: of a whole file, or of one service's `probe:`. */
const examples = [...text.matchAll(/^```yaml\n(.*?)^```/gms)].map(([, example = ""]) =>
  example.startsWith("probe:") ? `services:\n  a:\n${example.replaceAll(/^(?=.)/gm, "    ")}` : example,
);

test.each(examples.map((example) => [example.split("\n").find((line) => line.includes(": {") || line.includes("port:")) ?? "", example]))(
  "the example with %s is accepted",
  async (_, example) => {
    const config = await loadConfig("/p/stack-slim.yml", {
      readFile: () => Promise.resolve(example),
      digest: () => Promise.resolve("digest"),
      expressions: {
        jsonPath: parseJsonPath,
        pattern: parseTextPattern,
        regex: parseBareRegex,
        css: checkedSelector,
        fill: (written, known) => fill(written, new Map(known.map((name) => [name, "x"]))),
      },
    });
    expect(Object.keys(config.services).length + config.checks.length).toBeGreaterThan(0);
  },
);

test("there are examples", () => expect(examples.length).toBeGreaterThanOrEqual(7));
