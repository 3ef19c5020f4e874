import { describe, expect, test } from "vitest";
import { StackSlimError } from "../../../src/model/errors.js";
import { atOutputPlace, outputPlace } from "../../../src/pipeline/output-place.js";
import { emitSlimFiles } from "../../../src/stack/emit.js";

describe("what -o means", () => {
  test.each([
    ["nothing", undefined, {}],
    ["a folder", "/out", { folder: "/out" }],
    ["a folder with a dot", "/out/v1.2", { folder: "/out/v1.2" }],
    ["a file", "/out/prod.yml", { folder: "/out", file: "/out/prod.yml" }],
    ["a YAML file", "/p/slim.yaml", { folder: "/p", file: "/p/slim.yaml" }],
    ["a JSON file", "/p/slim.json", { folder: "/p", file: "/p/slim.json" }],
  ])("%s", (_, output, expected) => expect(outputPlace(output, ["/p/compose.yml"])).toEqual(expected));

  test("a folder holds what several files give", () => {
    expect(outputPlace("/out", ["/p/a.yml", "/p/b.yml"])).toEqual({ folder: "/out" });
  });

  test.each([
    ["one file for several", "/out/x.yml", ["/p/a.yml", "/p/b.yml"], /\/out\/x\.yml names one file, but 2 compose files give 2/],
    ["an input", "/p/a.yml", ["/p/a.yml"], /would replace a compose file it is made from: \/p\/a\.yml/],
    ["a file whose override is the input", "/p/compose.yml", ["/p/compose.override.yml"], /would replace/],
  ])("%s is refused", (_, output, inputs, says) => {
    expect(() => outputPlace(output, inputs)).toThrow(StackSlimError);
    expect(() => outputPlace(output, inputs)).toThrow(says);
  });
});

describe("emitted files at the place that -o names", () => {
  const emitted = emitSlimFiles({
    files: [{ path: "/p/compose.yml", text: "include: [other.yml]\nservices:\n  a:\n    image: a\n" }],
    images: { a: "a:slim", b: "b:slim" },
    model: { name: "p", services: { a: { image: "a" }, b: { image: "b" } } },
    folder: "/p/out",
  });

  test("stay where they are when it names none", () => {
    expect(atOutputPlace(emitted, { folder: "/p/out" })).toEqual(emitted);
    expect(emitted.files.map(({ path }) => path)).toEqual(["/p/out/compose.slim.yml", "/p/out/compose.slim.override.yml"]);
  });

  test.each([
    ["/p/out/prod.yml", "/p/out/prod.override.yml"],
    ["/p/out/prod.yaml", "/p/out/prod.override.yaml"],
    ["/p/out/prod.v2.json", "/p/out/prod.v2.override.yml"],
  ])("are %s and, for an included service, %s", (file, override) => {
    const { files, warnings } = atOutputPlace(emitted, { folder: "/p/out", file });
    expect(files).toEqual([
      { path: file, text: emitted.files[0]?.text },
      { path: override, text: emitted.files[1]?.text },
    ]);
    expect(warnings.join("\n")).toContain(`their images are in ${override}: give it to compose as the last -f`);
    expect(warnings.join("\n")).not.toContain("compose.slim");
  });
});
