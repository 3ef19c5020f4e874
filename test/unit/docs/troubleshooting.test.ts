import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";

const root = fileURLToPath(new URL("../../..", import.meta.url));
const sources = readdirSync(join(root, "src"), { recursive: true, encoding: "utf8" })
  .filter((name) => name.endsWith(".ts"))
  .map((name) => readFileSync(join(root, "src", name), "utf8"))
  .join("\n");

/** The first cell of each row of a table: a message, `…` for what varies. */
const messages = readFileSync(join(root, "docs", "troubleshooting.md"), "utf8")
  .split("\n")
  .flatMap((line) => /^\| `(.+?)` \|/.exec(line)?.[1] ?? []);

const parts = (message: string): readonly string[] =>
  message
    .split("…")
    .map((part) => part.trim())
    .filter((part) => part !== "");

describe("every message that is explained is one that is said", () => {
  test("there are some", () => {
    expect(messages.length).toBeGreaterThan(20);
  });

  test.each(messages)("%s", (message) => {
    expect(parts(message).filter((part) => !sources.includes(part))).toEqual([]);
  });
});
