import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";

const root = fileURLToPath(new URL("../../..", import.meta.url));
const pages = [
  ...readdirSync(root),
  ...readdirSync(join(root, "docs"), { recursive: true, encoding: "utf8" }).map((name) => join("docs", name)),
]
  .filter((name) => name.endsWith(".md"))
  .map((name) => join(root, name));

/** GitHub's anchor of a heading. */
const anchor = (heading: string): string =>
  heading
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}\s_-]/gu, "")
    .replaceAll(" ", "-");

/** A heading that was there before gets a number. */
function anchorsOf(page: string): ReadonlySet<string> {
  const times = new Map<string, number>();
  const text = readFileSync(page, "utf8").replaceAll(/```[\s\S]*?```/g, "");
  const anchors = [...text.matchAll(/^#+ +(.*)$/gm)].map(([, heading = ""]) => {
    const plain = anchor(heading.replaceAll("`", ""));
    const before = times.get(plain) ?? 0;
    times.set(plain, before + 1);
    return before === 0 ? plain : `${plain}-${String(before)}`;
  });
  const named = [...text.matchAll(/<a id="([^"]+)"/g)].map(([, id = ""]) => id);
  return new Set([...anchors, ...named]);
}

const brokenLinks = (page: string): readonly string[] => {
  const text = readFileSync(page, "utf8")
    .replaceAll(/```[\s\S]*?```/g, "")
    .replaceAll(/`[^`\n]*`/g, "");
  return [...text.matchAll(/\]\(([^)\s]+)\)/g)].flatMap(([, link = ""]) => {
    if (/^[a-z]+:/.test(link)) return [];
    const [path = "", at] = link.split("#");
    const file = path === "" ? page : resolve(dirname(page), path);
    if (!existsSync(file)) return [link];
    return at === undefined || !file.endsWith(".md") || anchorsOf(file).has(at) ? [] : [link];
  });
};

test.each(pages.map((page) => page.slice(root.length)))("%s leads to pages and headings that exist", (page) => {
  expect(brokenLinks(join(root, page))).toEqual([]);
});
