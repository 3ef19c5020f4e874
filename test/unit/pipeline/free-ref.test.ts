import { describe, expect, test } from "vitest";
import { freeRef } from "../../../src/pipeline/free-ref.js";
import type { RunContext } from "../../../src/pipeline/run-context.js";
import type { SlimGroup } from "../../../src/pipeline/slim-groups.js";

const mine = "0123456789ab";
const ours = (folder?: string) => ({ "stack-slim.project": "shop", ...(folder === undefined ? {} : { "stack-slim.folder": folder }) });
const foreign = { maintainer: "somebody" };

type Labels = Readonly<Record<string, string>>;

/** The name that is chosen when the engine has images with these labels, and other runs have claimed these names. */
const chosen = (images: Readonly<Record<string, Labels>>, claimed: readonly string[] = []): Promise<string> => {
  const context = {
    config: { imageTemplate: "{name}:{tag}-slim" },
    stack: { model: { name: "shop" } },
    engine: {
      inspectImage: (ref: string) => Promise.resolve(images[ref] === undefined ? undefined : { config: { labels: images[ref] } }),
    },
    workspace: { identity: mine, claim: (ref: string) => Promise.resolve(!claimed.includes(ref)) },
  } as unknown as RunContext;
  return freeRef(context, { original: { ref: "web:1" }, services: ["web"] } as unknown as SlimGroup);
};

describe("the name of a slim image", () => {
  const [plain, byProject, byFolder] = ["web:1-slim", "web:1-slim-shop", "web:1-slim-shop-012345"];
  test.each<[string, Readonly<Record<string, Labels>>, readonly string[], string]>([
    ["is the template's where nothing has it", {}, [], plain],
    ["is kept by the folder that gave it", { [plain]: ours(mine) }, [], plain],
    ["is kept where its image does not say of which folder it is", { [plain]: ours() }, [], plain],
    ["is another where the user has an image of that name", { [plain]: foreign }, [], byProject],
    ["is another where another project has it", { [plain]: { ...ours(mine), "stack-slim.project": "other" } }, [], byProject],
    ["is another where another folder of the project's name has it", { [plain]: ours("ffffffffffff") }, [], byProject],
    ["is another where a run at work is about to give it", {}, [plain], byProject],
    ["has the folder in it where the others are taken", { [plain]: foreign, [byProject]: ours("ffffffffffff") }, [], byFolder],
    ["has the folder in it where the others are claimed", {}, [plain, byProject], byFolder],
  ])("%s", async (_what, images, claimed, expected) => {
    expect(await chosen(images, claimed)).toBe(expected);
  });

  test("is not to be had where all are the user's, which is said", async () => {
    await expect(chosen({ [plain]: foreign, [byProject]: foreign, [byFolder]: foreign })).rejects.toMatchObject({
      code: "slim.name-taken",
      exitCode: 2,
    });
  });
});
