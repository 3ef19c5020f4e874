// Writes what is made from the code: docs/api.md, docs/cli.md, docs/configuration.md and man/stack-slim.1. Needs dist/ (`npm run build`).
//   node scripts/docs.mjs           writes them
//   node scripts/docs.mjs --check   writes nothing; exits with 1 and names those that are not what they would be
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import { createProgram } from "../dist/cli/program.js";
import { describeProgram } from "../dist/cli/describe-program.js";
import { apiPage } from "./docs/api-page.mjs";
import { cliPage } from "./docs/cli-page.mjs";
import { configurationPage } from "./docs/configuration-page.mjs";
import { manPage } from "./docs/man-page.mjs";

const root = resolve(import.meta.dirname, "..");
const read = (path) => readFile(join(root, path), "utf8");
const { version } = JSON.parse(await read("package.json"));
const program = describeProgram(createProgram(version, new AbortController().signal));

/** By path; each ends with one line end. */
const pages = {
  "docs/api.md": await apiPage(root),
  "docs/cli.md": cliPage(program),
  "docs/configuration.md": configurationPage(JSON.parse(await read("schema/config.schema.json"))),
  "man/stack-slim.1": manPage(program, version),
};

const stale = [];
for (const [path, text] of Object.entries(pages)) {
  const wanted = `${text.trimEnd()}\n`;
  if ((await read(path).catch(() => undefined)) === wanted) continue;
  stale.push(path);
  if (process.argv.includes("--check")) continue;
  await mkdir(dirname(join(root, path)), { recursive: true });
  await writeFile(join(root, path), wanted);
}
if (process.argv.includes("--check") && stale.length > 0) {
  console.error(`Not what the code says: ${stale.join(", ")}. Run \`npm run docs\`.`);
  process.exitCode = 1;
} else if (stale.length > 0) console.log(`Written: ${stale.join(", ")}`);
