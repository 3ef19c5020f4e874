import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { describe, expect, test } from "vitest";
import { parse } from "yaml";
import type { ComposeModel, ComposeService } from "../../../src/model/compose-model.js";
import { emitSlimFiles } from "../../../src/stack/emit.js";
import { overrideFileName, slimFileName } from "../../../src/stack/emit-names.js";
import { unexpectedDifferences } from "../../../src/stack/expected-differences.js";

const modelOf = (services: Record<string, ComposeService>): ComposeModel => ({ name: "p", services });
const emit = (text: string, images: Record<string, string>, services: Record<string, ComposeService> = {}) =>
  emitSlimFiles({ files: [{ path: "/p/compose.yml", text }], images, model: modelOf(services) });
const emitted = (text: string, images: Record<string, string>, services: Record<string, ComposeService> = {}) =>
  emit(text, images, services).files[0]?.text;

const slim = { a: "a:1-slim" };
const under = (...lines: string[]) => ["services:", ...lines, ""].join("\n");

describe("one image line changes and nothing else", () => {
  test.each<[string, string, string]>([
    ["plain", under("  a:", "    image: a:1", "    x-y: 1"), under("  a:", "    image: a:1-slim", "    x-y: 1")],
    ["double quotes", under("  a: # c", '    image:   "a:1" # keep'), under("  a: # c", '    image:   "a:1-slim" # keep')],
    ["single quotes", under("  a:", "    image: 'a:1'"), under("  a:", "    image: 'a:1-slim'")],
    ["interpolation", under("  a:", "    image: ${REG:-r}/a:${TAG}"), under("  a:", "    image: a:1-slim")],
    [
      "a folded value",
      under("  a:", "    image: >-", "      a:1", "", "    x-y: 1"),
      under("  a:", "    image: a:1-slim", "", "    x-y: 1"),
    ],
    [
      "the value on the next line",
      under("  a:", "    image:", "      a:1", "    x-y: 1"),
      under("  a:", "    image:", "      a:1-slim", "    x-y: 1"),
    ],
    ["a tag", under("  a:", "    image: !!str a:1"), under("  a:", "    image: a:1-slim")],
    ["a flow map", under("  a: { image: a:1, x-y: 1 }"), under("  a: { image: a:1-slim, x-y: 1 }")],
    ["JSON", '{"services": {"a": {"image": "a:1"}}}', '{"services": {"a": {"image": "a:1-slim"}}}'],
    ["no last newline", "services:\n  a:\n    image: a:1", "services:\n  a:\n    image: a:1-slim"],
    ["CRLF", "services:\r\n  a:\r\n    image: a:1\r\n", "services:\r\n  a:\r\n    image: a:1-slim\r\n"],
    ["quoted keys", under('  "a":', '    "image": a:1'), under('  "a":', '    "image": a:1-slim')],
    ["an anchor nobody uses", under("  a:", "    image: &i a:1"), under("  a:", "    image: a:1-slim")],
    ["letters outside of ASCII", under("  # 🐳 é", "  a:", "    image: a:1 # ü"), under("  # 🐳 é", "  a:", "    image: a:1-slim # ü")],
    ["a document mark", `---\n${under("  a:", "    image: a:1")}`, `---\n${under("  a:", "    image: a:1-slim")}`],
    [
      "a service elsewhere of that name",
      `x-a:\n  a:\n    image: a:1\n${under("  a:", "    image: a:1")}`,
      `x-a:\n  a:\n    image: a:1\n${under("  a:", "    image: a:1-slim")}`,
    ],
  ])("%s", (_what, given, expected) => expect(emitted(given, slim)).toBe(expected));

  test("an image of odd characters is quoted", () => {
    expect(emitted(under("  a:", "    image: a:1"), { a: "12:30" })).toBe(under("  a:", '    image: "12:30"'));
  });
});

describe("what other services share stays theirs", () => {
  const template = "x-t: &t\n  image: t:1\n  restart: always\n";
  test.each<[string, string, string]>([
    [
      "an anchored image moves to the first alias that stays",
      under("  a:", "    image: &i a:1", "  b:", "    image: *i", "  c:", "    image: *i"),
      under("  a:", "    image: a:1-slim", "  b:", "    image: &i a:1", "  c:", "    image: *i"),
    ],
    [
      "an alias gives way",
      under("  b:", "    image: &i a:1", "  a:", "    image: *i"),
      under("  b:", "    image: &i a:1", "  a:", "    image: a:1-slim"),
    ],
    [
      "an image of a merge key is overridden",
      template + under("  a:", "    <<: *t", "    x-y: 1", "  b:", "    <<: *t"),
      template + under("  a:", "    <<: *t", "    image: a:1-slim", "    x-y: 1", "  b:", "    <<: *t"),
    ],
    [
      "a merge key that isn't first",
      template + under("  a:", "    x-y: 1", "    <<: *t"),
      template + under("  a:", "    image: a:1-slim", "    x-y: 1", "    <<: *t"),
    ],
    ["a list of merge keys", template + under("  a:", "    <<: [*t]"), template + under("  a:", "    <<: [*t]", "    image: a:1-slim")],
    [
      "a service that is an alias",
      template + under("  a: *t", "  b: *t"),
      template + under("  a:", "    <<: *t", "    image: a:1-slim", "  b: *t"),
    ],
    ["an alias in a flow map", template + "services: { a: *t }\n", template + "services: { a: { <<: *t , image: a:1-slim } }\n"],
    [
      "who merges an edited service keeps its image",
      under("  a: &a", "    image: a:1", "  b:", "    <<: *a"),
      under("  a: &a", "    image: a:1-slim", "  b:", "    <<: *a", "    image: a:1"),
    ],
    [
      "who is an alias of it too",
      under("  a: &a", "    image: a:1", "  b: *a"),
      under("  a: &a", "    image: a:1-slim", "  b:", "    <<: *a", "    image: a:1"),
    ],
    [
      "who extends it too",
      under("  a:", "    image: a:1", "  b:", "    extends: a"),
      under("  a:", "    image: a:1-slim", "  b:", "    image: a:1", "    extends: a"),
    ],
    [
      "a chain of templates",
      template + under("  a: &a", "    <<: *t", "  b:", "    <<: *a"),
      template + under("  a: &a", "    <<: *t", "    image: a:1-slim", "  b:", "    <<: *a", "    image: t:1"),
    ],
    [
      "interpolation is kept in what is written for others",
      under("  a: &a", "    image: r/a:${T:-1}", "  b:", "    <<: *a"),
      under("  a: &a", "    image: a:1-slim", "  b:", "    <<: *a", "    image: r/a:${T:-1}"),
    ],
  ])("%s", (_what, given, expected) => {
    const text = emitted(given, slim);
    expect(text).toBe(expected);
    expect((parse(text ?? "", { merge: true }) as { services: { a: { image: string } } }).services.a.image).toBe("a:1-slim");
  });

  test("both slim, one through the other", () => {
    expect(emitted(under("  a: &a", "    image: a:1", "  b:", "    <<: *a"), { ...slim, b: "b:1-slim" })).toBe(
      under("  a: &a", "    image: a:1-slim", "  b:", "    <<: *a", "    image: b:1-slim"),
    );
  });
});

describe("build and pull_policy", () => {
  const built = { a: { build: { context: "." } } };
  test.each<[string, string, string]>([
    [
      "a build becomes an image",
      under("  a:", "    build: . # here", "    x-y: 1"),
      under("  a:", "    image: a:1-slim # here", "    x-y: 1"),
    ],
    [
      "a block too",
      under("  a:", "    x-y: 1", "    build:", "      context: .", "      args:", "        - A=1 # x", "", "    # next", "    x-z: 1"),
      under("  a:", "    x-y: 1", "    image: a:1-slim", "", "    # next", "    x-z: 1"),
    ],
    [
      "beside an image it goes",
      under("  a:", "    build:", "      context: .", "    image: a:1", "  b:", "    image: b"),
      under("  a:", "    image: a:1-slim", "  b:", "    image: b"),
    ],
    ["as the last lines", "services:\n  a:\n    image: a:1\n    build:\n      context: .", "services:\n  a:\n    image: a:1-slim\n"],
    ["first in a flow map", under("  a: { build: ., image: a:1 }"), under("  a: { image: a:1-slim }")],
    ["last in a flow map", under("  a: { image: a:1, build: { context: . } }"), under("  a: { image: a:1-slim }")],
    ["alone in a flow map", under("  a: { build: . }"), under("  a: { image: a:1-slim }")],
    ["in JSON", '{"services": {"a": {"build": ".", "x-y": 1}}}', '{"services": {"a": {"image": "a:1-slim", "x-y": 1}}}'],
    [
      "by extends it is reset",
      under("  a:", "    extends: b", "  b:", "    build: ."),
      under("  a:", "    build: !reset null", "    image: a:1-slim", "    extends: b", "  b:", "    build: ."),
    ],
  ])("%s", (_what, given, expected) => expect(emitted(given, slim, built)).toBe(expected));

  test("a build section that another service merges stays, said", () => {
    const result = emit(under("  a: &a", "    build: .", "  b:", "    <<: *a"), slim, built);
    expect(result.files[0]?.text).toBe(under("  a: &a", "    image: a:1-slim", "    build: .", "  b:", "    <<: *a", "    image: p-b"));
    expect(result.warnings).toEqual([expect.stringContaining("a: its build section stays")]);
  });

  test("a build section of a template stays, said", () => {
    const result = emit("x-t: &t\n  build: .\n" + under("  a:", "    <<: *t"), slim, built);
    expect(result.files[0]?.text).toBe("x-t: &t\n  build: .\n" + under("  a:", "    <<: *t", "    image: a:1-slim"));
    expect(result.warnings).toEqual([expect.stringContaining("a: its build section comes from a template and stays")]);
  });

  test("a build section with an anchor in use stays, said", () => {
    const text = under("  a:", "    build: &b", "      context: .", "  b:", "    build: *b");
    const result = emit(text, slim, built);
    expect(result.files[0]?.text).toBe(under("  a:", "    image: a:1-slim", "    build: &b", "      context: .", "  b:", "    build: *b"));
    expect(result.warnings).toHaveLength(1);
  });

  test.each(["always", "build", "daily"])("pull_policy %s becomes never", (policy) => {
    const text = under("  a:", "    image: a:1", `    pull_policy: ${policy} # why`);
    expect(emitted(text, slim, { a: { pull_policy: policy } })).toBe(under("  a:", "    image: a:1-slim", "    pull_policy: never # why"));
  });
  test("pull_policy missing stays", () => {
    const text = under("  a:", "    image: a:1", "    pull_policy: missing");
    expect(emitted(text, slim, { a: { pull_policy: "missing" } })).toBe(text.replace("a:1", "a:1-slim"));
  });
  test("pull_policy of a template is overridden", () => {
    const given = "x-t: &t\n  pull_policy: always\n" + under("  a:", "    <<: *t", "    image: a:1");
    expect(emitted(given, slim, { a: { pull_policy: "always" } })).toBe(
      "x-t: &t\n  pull_policy: always\n" + under("  a:", "    <<: *t", "    pull_policy: never", "    image: a:1-slim"),
    );
  });
});

describe("several files", () => {
  const two = (first: string, second: string, images: Record<string, string> = slim, services: Record<string, ComposeService> = {}) =>
    emitSlimFiles({
      files: [
        { path: "/p/docker-compose.yml", text: first },
        { path: "/p/prod.yaml", text: second },
      ],
      images,
      model: modelOf(services),
    });

  test("the last file that gives an image is edited", () => {
    const [a1, a2, env] = [under("  a:", "    image: a:1"), under("  a:", "    image: a:2"), under("  a:", "    environment: { X: 1 }")];
    expect(two(a1, a2).files.map(({ text }) => text)).toEqual([a1, a2.replace("a:2", "a:1-slim")]);
    expect(two(a1, env).files.map(({ text }) => text)).toEqual([a1.replace("a:1", "a:1-slim"), env]);
    expect(two(a1, env).files.map(({ path }) => path)).toEqual(["/p/docker-compose.slim.yml", "/p/prod.slim.yaml"]);
  });

  test("build sections go from every file", () => {
    const result = two(under("  a:", "    build: .", "    x-y: 1"), under("  a:", "    image: a:2"), slim, { a: { build: {} } });
    expect(result.files.map(({ text }) => text)).toEqual([under("  a:", "    x-y: 1"), under("  a:", "    image: a:1-slim")]);
  });

  test("a file that only builds gets the image as well", () => {
    const result = two(under("  a:", "    image: a:1"), under("  a:", "    build: ."), slim, { a: { build: {} } });
    expect(result.files.map(({ text }) => text)).toEqual([under("  a:", "    image: a:1-slim"), under("  a:", "    image: a:1-slim")]);
  });

  test("extends of another file counts as giving an image", () => {
    const result = two(under("  a:", "    image: a:1"), under("  a:", "    extends: { file: base.yml, service: b }"), slim, {
      a: { build: {} },
    });
    expect(result.files[1]?.text).toBe(
      under("  a:", "    build: !reset null", "    image: a:1-slim", "    extends: { file: base.yml, service: b }"),
    );
  });

  test("an included service comes in an override", () => {
    const given = `include: [other.yml]\n${under("  b:", "    image: b")}`;
    const result = emit(given, slim, { a: { build: {}, pull_policy: "always" } });
    expect(result.files).toEqual([
      { path: "/p/compose.slim.yml", text: given },
      {
        path: "/p/compose.slim.override.yml",
        text: under("  a:", "    image: a:1-slim", "    build: !reset null", "    pull_policy: never"),
      },
    ]);
    expect(result.warnings).toEqual([expect.stringContaining("last -f")]);
  });

  test("another folder needs the project directory", () => {
    const text = under("  a:", "    image: a:1");
    const result = emitSlimFiles({ files: [{ path: "/p/compose.yml", text }], images: slim, model: modelOf({}), folder: "/out" });
    expect(result.files[0]?.path).toBe("/out/compose.slim.yml");
    expect(result.warnings).toEqual([expect.stringContaining("--project-directory /p")]);
  });
});

test.each([
  ["/p/compose.yaml", "/p/compose.slim.yaml", "/p/compose.slim.override.yaml"],
  ["/p/a.b.yml", "/p/a.b.slim.yml", "/p/a.b.slim.override.yml"],
  ["/p/stack.json", "/p/stack.slim.json", "/p/stack.slim.override.yml"],
  ["/p/stack", "/p/stack.slim.yml", "/p/stack.slim.override.yml"],
])("%s is emitted as %s", (path, slimName, override) => expect([slimFileName(path), overrideFileName(path)]).toEqual([slimName, override]));

describe("differences of the resolved stacks", () => {
  const before = modelOf({ a: { image: "a:1", build: {}, command: ["x"] }, b: { image: "b:1" } });
  test.each<[string, ComposeModel, string[]]>([
    ["what was meant", modelOf({ a: { image: "a:1-slim", command: ["x"], pull_policy: "never" }, b: { image: "b:1" } }), []],
    ["the image isn't set", before, ["services.a.image is a:1 in place of a:1-slim"]],
    ["another image", modelOf({ a: { image: "a:1-slim", command: ["x"] }, b: { image: "b:2" } }), ["services.b.image differs"]],
    ["another field", modelOf({ a: { image: "a:1-slim", command: ["y"] }, b: { image: "b:1" } }), ["services.a.command differs"]],
    ["a service is gone", modelOf({ a: { image: "a:1-slim", command: ["x"] } }), ["services.b differs"]],
    ["another project", { ...modelOf({ a: { image: "a:1-slim", command: ["x"] }, b: { image: "b:1" } }), name: "q" }, ["name differs"]],
  ])("%s", (_what, after, expected) => expect(unexpectedDifferences(before, after, slim)).toEqual(expected));
});

const corpus = resolve(import.meta.dirname, "../../../../shared/fixtures/compose-corpus");
const corpusFiles = existsSync(corpus)
  ? readdirSync(corpus, { recursive: true, encoding: "utf8" })
      .filter((path) => /compose.*\.ya?ml$/.test(path))
      .sort()
  : [];

describe.skipIf(corpusFiles.length === 0)("every file of the compose corpus", () => {
  type Services = Record<string, { image?: string; build?: unknown; pull_policy?: string }>;
  test.each(corpusFiles)("%s", (path) => {
    const text = readFileSync(join(corpus, path), "utf8");
    const services = (parse(text, { merge: true }) as { services?: Services }).services ?? {};
    const images = Object.fromEntries(Object.keys(services).map((name) => [name, `registry/${name}:1-slim`]));
    const result = emitted(text, images, services as Record<string, ComposeService>) ?? "";
    const after = (parse(result, { merge: true }) as { services?: Services }).services ?? {};
    for (const [name, service] of Object.entries(services)) {
      const rest = Object.fromEntries(Object.entries(service).filter(([field]) => field !== "build"));
      expect(after[name]).toEqual({
        ...rest,
        image: images[name],
        ...(service.pull_policy === undefined ? {} : { pull_policy: after[name]?.pull_policy }),
      });
    }
    const kept = new Set(result.split("\n"));
    const gone = text.split("\n").filter((line) => !kept.has(line));
    const builds = Object.values(services).some(({ build }) => build !== undefined);
    if (!builds) expect(gone.filter((line) => !/^\s*(image|pull_policy):/.test(line))).toEqual([]);
    const had = new Set(text.split("\n"));
    const written = result.split("\n").filter((line) => !had.has(line));
    expect(written.filter((line) => !/^\s*image: ['"]?registry\/[\w-]+:1-slim/.test(line))).toEqual([]);
  });
});
