// What apply does on the local Sock Shop, from nothing: sizes, boots, checks, seconds by stage, memory, and the second apply.
// Usage: npm run build && examples/sock-shop/local/build && node bench/sock-shop.mjs
// Seconds depend on the machine: compare those of one run with each other only.
import { execFileSync } from "node:child_process";
import { cpSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const root = join(import.meta.dirname, "..");
const folder = mkdtempSync(join(tmpdir(), "bench-shop-"));
const file = join(folder, "local/compose.yml");
const project = "stack-slim-bench";
cpSync(join(root, "examples/sock-shop"), folder, {
  recursive: true,
  verbatimSymlinks: true,
  filter: (path) => !path.includes(".stack-slim") && !/\.slim\.yml$/.test(path),
});

const apply = () => {
  const since = performance.now();
  execFileSync(join(root, "bin/stack-slim"), ["apply", file, "--project-name", project, "--quiet"], {
    stdio: ["ignore", "ignore", "inherit"],
  });
  const report = JSON.parse(readFileSync(join(folder, "local/.stack-slim/report.json"), "utf8"));
  return { report, seconds: (performance.now() - since) / 1000 };
};
const mb = (bytes) => (bytes / 1e6).toFixed(1);
const row = (...cells) => console.log(`| ${cells.join(" | ")} |`);

const first = apply();
const second = apply();
const { outcome, services, checks, trials } = first.report;

row("service", "original MB", "slim MB", "%", "files", "slim files", "variant", "restarts");
row("---", "---:", "---:", "---:", "---:", "---:", "---", "---:");
for (const service of services) {
  const { name, originalBytes, slimBytes, originalFiles, slimFiles, variant, restarts } = service;
  row(name, mb(originalBytes), mb(slimBytes), ((slimBytes / originalBytes) * 100).toFixed(1), originalFiles, slimFiles, variant, restarts);
}
const share = ((outcome.finalBytes / outcome.originalBytes) * 100).toFixed(1);
row(
  "**all**",
  mb(outcome.originalBytes),
  mb(outcome.finalBytes),
  share,
  "",
  "",
  `${services.filter(({ variant }) => variant === "slim").length} of ${services.length} slim`,
  "",
);

const passed = (use) =>
  `${checks.filter((check) => check.use === use && check.final === "pass").length} of ${checks.filter((check) => check.use === use).length}`;
const boots = trials.reduce((sum, { seconds }) => sum + Object.values(seconds).reduce((a, b) => a + b, 0), 0);
const overhead = first.seconds - boots;
console.log();
console.log(
  `outcome: ${outcome.label}, ${outcome.boots} boots; training checks ${passed("training")}, held-out checks ${passed("held-out")}`,
);
console.log(
  `seconds by stage: ${Object.entries(outcome.seconds)
    .map(([stage, seconds]) => `${stage} ${seconds.toFixed(1)}`)
    .join(", ")}; all ${first.seconds.toFixed(1)}`,
);
for (const { purpose, seconds } of trials)
  console.log(
    `  boot "${purpose}": ${Object.entries(seconds)
      .map(([part, value]) => `${part} ${value.toFixed(1)}`)
      .join(", ")}`,
  );
console.log(`apply's own overhead: ${overhead.toFixed(1)} s, ${(overhead / boots).toFixed(2)} of the boots (goal: under 0.5)`);
console.log(`peak memory: ${mb(outcome.peakRssBytes)} MB (goal: at most 200)`);
console.log(`second apply with nothing changed: ${second.seconds.toFixed(1)} s, ${second.report.outcome.label} (goal: under 3 s)`);

for (const name of new Set(services.flatMap(({ slimImage }) => slimImage ?? [])))
  execFileSync("docker", ["rmi", name], { stdio: "ignore" });
rmSync(folder, { recursive: true, force: true });
