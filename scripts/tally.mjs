// Closing line of the tests: vitest's counts, plus the steps before it that failed. Exits with 1 when anything failed or nothing ran.
import { readFileSync } from "node:fs";

const [file, earlierText] = process.argv.slice(2);
const earlier = Number(earlierText);
let passed = 0;
let failed = 1;
try {
  const { numPassedTests, numFailedTests, numFailedTestSuites, success } = JSON.parse(readFileSync(file, "utf8"));
  passed = numPassedTests;
  // A file that can't be loaded fails no test of its own.
  failed = numFailedTests > 0 || success ? numFailedTests : Math.max(1, numFailedTestSuites);
} catch (error) {
  process.stderr.write(`the tests left no report: ${error.message}\n`);
}
console.log(`${passed} passed, ${failed + earlier} failed`);
process.exitCode = failed + earlier > 0 || passed === 0 ? 1 : 0;
