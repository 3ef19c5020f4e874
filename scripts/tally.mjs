// Closing line of the tests: the counts of vitest's reports, plus the steps before them that failed. Exits with 1 when anything failed or nothing ran.
// Usage: node scripts/tally.mjs FAILED_STEPS REPORT.json...
import { readFileSync } from "node:fs";

const [earlierText, ...files] = process.argv.slice(2);
let passed = 0;
let failed = Number(earlierText);
for (const file of files) {
  try {
    const { numPassedTests, numFailedTests, numFailedTestSuites, success } = JSON.parse(readFileSync(file, "utf8"));
    passed += numPassedTests;
    // A file that can't be loaded fails no test of its own.
    failed += numFailedTests > 0 || success ? numFailedTests : Math.max(1, numFailedTestSuites);
    if (numPassedTests === 0) failed++;
  } catch (error) {
    process.stderr.write(`the tests left no report: ${error.message}\n`);
    failed++;
  }
}
console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed > 0 || passed === 0 ? 1 : 0;
