import { describe, expect, test } from "vitest";
import { parse } from "yaml";
import type { EmitImage } from "../../../src/model/emit-kind.js";
import type { ComposeModel, ComposeService } from "../../../src/model/compose-model.js";
import type { Service } from "../../../src/model/stack.js";
import { bakeText } from "../../../src/stack/emit-bake.js";
import { emitEnv } from "../../../src/stack/emit-env.js";
import { kustomization } from "../../../src/stack/emit-kustomize.js";
import { overrideText } from "../../../src/stack/emit-override.js";
import { slimPullPolicy } from "../../../src/stack/pull-policies.js";
import { pushNames, pushTarget } from "../../../src/stack/push-names.js";
import { solveVariable } from "../../../src/stack/solve-variable.js";

const modelOf = (services: Record<string, ComposeService>): ComposeModel => ({ name: "p", services });
const local = (ref: string): EmitImage => ({ ref, tagged: ref });
const pinned = (name: string): EmitImage => ({ ref: `r:5/${name}@sha256:0a`, tagged: `r:5/${name}:1-slim` });

describe("the override file has what a slim image changes of a service, and no more", () => {
  test.each<[string, ComposeService, boolean, readonly string[]]>([
    ["an image", { image: "a:1", command: ["x"] }, false, ["image: a:1-slim"]],
    ["a build", { build: { context: "." } }, false, ["image: a:1-slim", "build: !reset null"]],
    ["an eager pull", { image: "a:1", pull_policy: "always" }, false, ["image: a:1-slim", "pull_policy: never"]],
    ["an eager pull of what is pushed", { image: "a:1", pull_policy: "always" }, true, ["image: a:1-slim"]],
    [
      "an eager build of what is pushed",
      { build: {}, pull_policy: "build" },
      true,
      ["image: a:1-slim", "build: !reset null", "pull_policy: missing"],
    ],
  ])("%s", (_, service, isPushed, lines) => {
    const text = overrideText({ images: { a: "a:1-slim" }, model: modelOf({ a: service, b: { image: "b" } }), isPushed });
    expect(text).toBe(["services:", "  a:", ...lines.map((line) => `    ${line}`), ""].join("\n"));
  });
});

test.each([
  [undefined, false, undefined],
  ["missing", true, undefined],
  ["never", false, undefined],
  ["build", false, "never"],
  ["build", true, "missing"],
  ["daily", false, "never"],
  ["daily", true, undefined],
] as const)("the pull policy %s, pushed %s, becomes %s", (own, isPushed, becomes) => expect(slimPullPolicy(own, isPushed)).toBe(becomes));

describe("a variable that brings the slim image", () => {
  test.each<[string, string, string, ReturnType<typeof solveVariable>]>([
    ["${IMG}", "a:1", "a:1-slim", { name: "IMG", value: "a:1-slim" }],
    ["$IMG", "a:1", "r:5/a@sha256:0a", { name: "IMG", value: "r:5/a@sha256:0a" }],
    ["${IMG:-a:1}", "a:1", "a:1-slim", { name: "IMG", value: "a:1-slim" }],
    ["${IMG?set it}", "a:1", "a:1-slim", { name: "IMG", value: "a:1-slim" }],
    ["r:5/a:${TAG:-1}", "r:5/a:1", "r:5/a:1-slim", { name: "TAG", value: "1-slim" }],
    ["${REG:-r}/a:$TAG", "r/a:1", "r/a:1-slim", { name: "TAG", value: "1-slim" }],
    ["a:${TAG}", "a:1", "r:5/a@sha256:0a", undefined],
    ["a:${TAG}", "a:1", "b:1-slim", undefined],
    ["a:v${TAG}", "a:v1", "a:v1-slim", undefined],
    ["${REG}/a:1", "r/a:1", "r/a:1-slim", undefined],
    ["${IMG:+a:1}", "a:1", "a:1-slim", undefined],
    ["${A:-${B:-a:1}}", "a:1", "a:1-slim", undefined],
    ["a:1", "a:1", "a:1-slim", undefined],
  ])("%s, which is %s, for %s", (text, now, wanted, expected) => expect(solveVariable(text, now, wanted)).toEqual(expected));
});

describe("variables", () => {
  const env = (text: string, images: Record<string, EmitImage>, services: Record<string, ComposeService>, more = {}) =>
    emitEnv({ files: [{ path: "/p/c.yml", text }], images, model: modelOf(services), isPushed: false, ownVariables: true, ...more });
  const file = (...images: readonly string[]) =>
    ["services:", ...images.flatMap((image, at) => [`  ${"abc"[at] ?? ""}:`, `    image: ${image}`]), ""].join("\n");
  const two = { a: { image: "x:1" }, b: { image: "x:1" } };

  test("of the file itself are enough", () => {
    const { variables, override } = env(file("${X:-x:1}"), { a: local("x:1-slim") }, { a: { image: "x:1" } });
    expect([variables, override]).toEqual([{ X: "x:1-slim" }, undefined]);
  });
  test("shared by services that want the same", () => {
    const { variables } = env(file("x:${TAG}", "x:${TAG}"), { a: local("x:1-slim"), b: local("x:1-slim") }, two);
    expect(variables).toEqual({ TAG: "1-slim" });
  });
  test.each<[string, string, Record<string, EmitImage>]>([
    ["that a service with the original reads too", file("${X}", "${X}"), { a: local("x:1-slim") }],
    ["that something else reads too", `${file("x:1", "${X}")}    environment: { VERSION: "\${X}" }\n`, { b: local("x:1-slim") }],
    ["of which services want different things", file("${X}", "${X}"), { a: local("x:1-slim"), b: local("y:1-slim") }],
  ])("%s stay untouched", (_, text, images) => {
    const { variables, override } = env(text, images, two);
    expect(variables).toEqual(Object.fromEntries(Object.entries(images).map(([name, { ref }]) => [`IMAGE_${name.toUpperCase()}`, ref])));
    const services = (parse(override ?? "") as { services: Record<string, { image: string }> }).services;
    expect(services).toEqual(
      Object.fromEntries(Object.keys(images).map((name) => [name, { image: `\${IMAGE_${name.toUpperCase()}:-x:1}` }])),
    );
  });
  test("have names that nothing else has", () => {
    const text = ["services:", "  a-b: { image: x }", "  a.b: { image: y }", '  c: { image: z, command: "${IMAGE_C}" }', ""].join("\n");
    const { variables } = env(
      text,
      { "a-b": local("x:s"), "a.b": local("y:s"), c: local("z:s") },
      { "a-b": { image: "x" }, "a.b": { image: "y" }, c: { image: "z" } },
    );
    expect(variables).toEqual({ IMAGE_A_B: "x:s", IMAGE_A_B_2: "y:s", IMAGE_C_2: "z:s" });
  });
  test("say that a build section stays, and keep compose from building", () => {
    const { variables, override, warnings } = env(
      "services:\n  a: { build: ., pull_policy: build }\n",
      { a: local("p-a:slim") },
      { a: { build: { context: "." }, pull_policy: "build" } },
    );
    expect(variables).toEqual({ IMAGE_A: "p-a:slim", PULL_POLICY_A: "never" });
    expect(parse(override ?? "")).toEqual({ services: { a: { image: "${IMAGE_A:-p-a}", pull_policy: "${PULL_POLICY_A:-build}" } } });
    expect(warnings).toEqual([expect.stringContaining("a: its build section stays")]);
  });
  test("of what is pushed have compose pull rather than build", () => {
    const { override } = env("services:\n  a: { build: . }\n", { a: pinned("a") }, { a: { build: {} } }, { isPushed: true });
    expect(parse(override ?? "")).toEqual({ services: { a: { image: "${IMAGE_A:-p-a}", pull_policy: "missing" } } });
  });
});

describe("the kustomization", () => {
  const services = (...images: readonly string[]): readonly Service[] =>
    images.map((image, at) => ({ name: "abcd"[at] ?? "", image, builds: false, spec: { image } }));
  const rules = (all: readonly Service[], images: Record<string, EmitImage>): unknown =>
    (parse(kustomization(all, images).text) as { images: unknown }).images;

  test("names an image as the compose file does", () => {
    expect(rules(services("r:5/x/a:1", "b"), { a: local("r:5/x/a:1-slim") })).toEqual([
      { name: "r:5/x/a", newName: "r:5/x/a", newTag: "1-slim" },
    ]);
  });
  test("pins what is pushed by digest, and writes tags as text", () => {
    expect(rules(services("a:1", "b:1"), { a: pinned("a"), b: local("b:12") })).toEqual([
      { name: "a", newName: "r:5/a", digest: "sha256:0a" },
      { name: "b", newName: "b", newTag: "12" },
    ]);
  });
  test("names one image of several services once", () => {
    expect(rules(services("a:1", "a:1"), { a: pinned("a"), b: pinned("a") })).toHaveLength(1);
  });
  test("tells tags of one image apart", () => {
    expect(rules(services("a:1", "a:2", "a:3"), { a: local("a:1-slim"), b: local("a:2-slim") })).toEqual([
      { name: "a:1", newName: "a", newTag: "1-slim" },
      { name: "a:2", newName: "a", newTag: "2-slim" },
    ]);
  });
  test.each([
    ["one image, one slim", services("a:1", "a:1")],
    ["no tag beside another tag", services("a", "a:2")],
  ])("leaves out what can't be told apart: %s", (_, all) => {
    const { text, warnings } = kustomization(all, { a: local("a:slim") });
    expect((parse(text) as { images: unknown }).images).toEqual([]);
    expect(warnings).toEqual([expect.stringContaining("can't tell services that run a apart")]);
  });
});

describe("the bake file", () => {
  const image = (ref: string) => ({ ...local(ref), platform: "linux/amd64" });
  test("builds each image once, by target names that bake takes", () => {
    const text = bakeText({
      images: { "a.b": image("x:slim"), a_b: image("y:slim"), c: image("x:slim"), d: image("z:slim") },
      contexts: { a_b: "s/a_b", c: "s/c", "a.b": "s/a.b", d: "s/d" },
    });
    const target = (context: string, tag: string) => ({ context, dockerfile: "Dockerfile", tags: [tag], platforms: ["linux/amd64"] });
    expect(JSON.parse(text)).toEqual({
      group: { default: { targets: ["a_b", "a_b_2", "d"] } },
      target: { a_b: target("s/a.b", "x:slim"), a_b_2: target("s/a_b", "y:slim"), d: target("s/d", "z:slim") },
    });
  });
  test("takes the context that any service of an image has", () => {
    const text = bakeText({ images: { a: image("x:slim"), b: image("x:slim") }, contexts: { b: "s/b" } });
    expect(Object.keys((JSON.parse(text) as { target: object }).target)).toEqual(["b"]);
  });
});

describe("names in a registry", () => {
  test.each([
    ["localhost:5000", "localhost:5000"],
    ["localhost", "localhost"],
    ["r.example/team/", "r.example/team"],
    ["docker.io/me", "docker.io/me"],
    ["[::1]:5000/x", "[::1]:5000/x"],
  ])("--push %s", (text, expected) => expect(pushTarget(text)).toBe(expected));
  test.each([
    ["team", /names no registry/],
    ["", /names no registry/],
    ["https://r.example", /without a scheme/],
    ["r.example/Team", /no place for images/],
    ["me:secret@r.example", /without a user/],
  ])("--push %s is refused", (text, says) => {
    expect(() => pushTarget(text)).toThrow(says);
    expect(() => pushTarget(text)).not.toThrow(/secret/);
  });
  test.each<[readonly string[], readonly string[]]>([
    [["nginx:1-slim"], ["r:5/t/nginx:1-slim"]],
    [["ghcr.io/x/web:1"], ["r:5/t/x/web:1"]],
    [["p-web"], ["r:5/t/p-web:latest"]],
    [
      ["a.io/x:1", "b.io:5/x:1", "x:1", "x:2"],
      ["r:5/t/a.io/x:1", "r:5/t/b.io-5/x:1", "r:5/t/x:1", "r:5/t/x:2"],
    ],
  ])("%j", (refs, expected) => expect([...pushNames(refs, "r:5/t").values()]).toEqual(expected));
});
