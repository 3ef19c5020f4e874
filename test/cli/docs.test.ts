import { resolve } from "node:path";
import { execa } from "execa";
import { expect, it } from "vitest";

/** The types of the whole library are read: seconds, but many on a machine that is busy. */
const timeout = 300_000;

it("what is made from the code says what the code says", { timeout }, async () => {
  const { exitCode, stderr } = await execa("node", [resolve(import.meta.dirname, "../../scripts/docs.mjs"), "--check"], { reject: false });
  expect([exitCode, stderr]).toEqual([0, ""]);
});
