import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { execa } from "execa";
import { afterAll, beforeAll, expect, it } from "vitest";
import type { ComposeModel } from "../../src/model/compose-model.js";
import { loadStack } from "../../src/stack/load.js";

let folder = "";
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "stack-slim-dollars-"));
  await writeFile(
    join(folder, "compose.yml"),
    [
      "name: dollars",
      "services:",
      "  web:",
      "    build: .",
      '    command: ["echo", "$$HOME $${X}"]',
      '    environment: { A: "$$x", B: "a$$$$b", C: "${NOT_SET:-d}" }',
      '    labels: { "k$$z": "v$$" }',
      "  db:",
      "    image: mongo:3.4",
      "    profiles: [data]",
      "",
    ].join("\n"),
  );
});
afterAll(() => rm(folder, { recursive: true }));

const compose = async (...rest: readonly string[]): Promise<string> => {
  const { stdout } = await execa("docker", ["compose", "--file", join(folder, "compose.yml"), ...rest]);
  return stdout;
};

it("loads what the compose file means, dollars included, and the image names compose uses", async () => {
  const config = async (): Promise<ComposeModel> => JSON.parse(await compose("config", "--format", "json")) as ComposeModel;
  const source = { files: [join(folder, "compose.yml")], projectDirectory: folder, profiles: [], envFiles: [] };
  const { services } = await loadStack({ config }, source);
  expect(services.map(({ image }) => image)).toEqual((await compose("config", "--images")).trim().split("\n"));
  expect(services[0]?.spec).toMatchObject({
    command: ["echo", "$HOME ${X}"],
    environment: { A: "$x", B: "a$$b", C: "d" },
    // Keys of a compose file are not interpolated: the label's name has both.
    labels: { k$$z: "v$" },
  });
});
