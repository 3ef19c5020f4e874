import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";
import { execa } from "execa";
import { describe, expect, it } from "vitest";
import { createCompose } from "../../src/docker/compose-cli.js";
import { emitStage } from "../../src/pipeline/emit-stage.js";
import { loadStack } from "../../src/stack/load.js";
import { openWorkspace } from "../../src/workspace/index.js";
import { folderWith } from "./built-cli.js";

const corpus = resolve(import.meta.dirname, "../../../shared/fixtures/compose-corpus");
const all = existsSync(corpus)
  ? readdirSync(corpus, { recursive: true, encoding: "utf8" })
      .filter((path) => /compose[^/]*\.ya?ml$/.test(path))
      .map((path) => relative(corpus, join(corpus, path)))
      .sort()
  : [];
// One of ten by default: every stack takes compose half a dozen reads. EMIT_CORPUS=all takes them all.
const chosen = process.env["EMIT_CORPUS"] === "all" ? all : all.filter((_, index) => index % 10 === 0);

type Resolved = { readonly services?: Readonly<Record<string, { readonly image?: string }>> };

/** The images that compose runs when it is called by these words. */
async function imagesBy(words: readonly string[]): Promise<Readonly<Record<string, string | undefined>>> {
  const up = words.slice(-2);
  expect(up).toEqual(["up", "--detach"]);
  const [program = "", ...rest] = words.slice(0, -2);
  const { stdout } = await execa(program, [...rest, "config", "--format", "json"]);
  const { services = {} } = JSON.parse(stdout) as Resolved;
  return Object.fromEntries(Object.entries(services).map(([service, { image }]) => [service, image]));
}

describe.skipIf(chosen.length === 0)("the files of each kind, as compose reads them by the command that is told", () => {
  it.each(chosen)("%s", async (path) => {
    const file = join(corpus, path);
    const compose = createCompose();
    const source = { files: [file], projectDirectory: dirname(file), profiles: [], envFiles: [] };
    const stack = await loadStack(compose, source).catch(() => undefined);
    // Those that compose itself refuses have nothing to be compared with.
    if (stack === undefined) return;
    const output = await folderWith();
    await using workspace = await openWorkspace(output, { madeBy: "test", warn: () => undefined });
    const platform = "linux/amd64";
    for (const isPushed of [false, true]) {
      const images = Object.fromEntries(
        stack.services.map(({ name, image }) => {
          const [base = ""] = image.split("@");
          const ref = isPushed ? `r.example:5000/${name.toLowerCase()}@sha256:${"0a".repeat(32)}` : `${base}-slim`;
          return [name, { ref, id: "sha256:1", original: image, platform }];
        }),
      );
      const context = {
        stack,
        compose,
        workspace,
        runId: "test",
        warn: () => undefined,
        note: () => undefined,
        signal: new AbortController().signal,
      };
      const { emissions } = await emitStage(context, images, { kinds: ["file", "override", "env"], output }, (error) => {
        throw error;
      });
      expect(emissions.map(({ kind }) => kind)).toEqual(["file", "override", "env"]);
      const wanted = Object.fromEntries(Object.entries(images).map(([service, { ref }]) => [service, ref]));
      for (const { use } of emissions) expect(await imagesBy(use)).toEqual(wanted);
      const override = join(output, emissions[2]?.files[1]?.slice(output.length + 1) ?? "");
      if (emissions[2]?.files[1] === undefined) continue;
      // Without the variables, the same command line runs what the user's file does.
      expect(readFileSync(override, "utf8")).toContain("image:");
      const without = emissions[2].use.filter((word, index, words) => word !== "--env-file" && words[index - 1] !== "--env-file");
      const original = Object.fromEntries(stack.services.map(({ name, image }) => [name, image]));
      expect(await imagesBy(without)).toEqual(original);
    }
  });
});
