// Looks at a packed tarball: is what it takes to run in it, nothing else, and is it small enough?
//   node scripts/look-at-package.mjs TARBALL MOST_BYTES [ARCHITECTURE…]   sensors that must be in it; default: amd64 arm64
import { execFileSync } from "node:child_process";
import { statSync } from "node:fs";

const [tarball, most, ...given] = process.argv.slice(2);
const architectures = given.length > 0 ? given : ["amd64", "arm64"];
const files = execFileSync("tar", ["-tzf", tarball], { encoding: "utf8" })
  .trimEnd()
  .split("\n")
  .map((path) => path.replace(/^package\//, ""));

/** Every file is one of these. */
const known = [
  /^(package\.json|README\.md|LICENSE|bin\/stack-slim|man\/stack-slim\.1)$/,
  /^dist\/[a-z/-]+(\.d)?\.[jt]s$/,
  /^(probes\/[a-z0-9-]+\.yml|schema\/[a-z]+\.schema\.json)$/,
  /^sensor\/build\/(amd64|arm64)\/(gate|observer)$/,
];
/** These are in it. */
const needed = [
  "bin/stack-slim",
  "dist/cli.js",
  "dist/index.js",
  "dist/index.d.ts",
  "man/stack-slim.1",
  "schema/config.schema.json",
  "probes/postgres.yml",
  ...architectures.flatMap((architecture) => ["gate", "observer"].map((name) => `sensor/build/${architecture}/${name}`)),
];

const { size } = statSync(tarball);
const problems = [
  ...files.filter((path) => !known.some((pattern) => pattern.test(path))).map((path) => `${path} has no place in it`),
  ...needed.filter((path) => !files.includes(path)).map((path) => `${path} is missing`),
  ...(size > Number(most) ? [`it has ${String(size)} bytes, more than ${most}`] : []),
];
for (const problem of problems) console.error(`release: ${problem}`);
if (problems.length > 0) process.exitCode = 1;
else console.error(`release: ${String(files.length)} files, ${String(size)} bytes`);
