// Mean boots after profiling on simulated stacks with independent faults. Run after a build: node bench/search.mjs [runs]
import { nextStep } from "../dist/search/index.js";

const SERVICES = 14;
const FAULTS = [1, 3, 5, 7];
const RUNS = Number(process.argv[2] ?? 300);

const randomFrom = (seed) => () => {
  seed = (seed + 0x6d2b79f5) | 0;
  let t = Math.imul(seed ^ (seed >>> 15), 1 | seed);
  t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
  return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
};
const shuffled = (items, random) =>
  items
    .map((item) => [random(), item])
    .sort(([a], [b]) => a - b)
    .map(([, item]) => item);

const evidence = {
  "all named": (bad) => bad,
  "one named": (bad, random) => shuffled(bad, random).slice(0, 1),
  "none named": () => [],
};

/** Boots until the best set has first passed, and until the search ends. */
const search = (candidates, faulty, name, random) => {
  const observations = [];
  let found = 0;
  for (;;) {
    const step = nextStep({ candidates, observations, budget: { bootsLeft: 1000 } });
    if (step.kind === "done") return { found, ended: observations.length, label: step.label };
    const bad = step.slim.filter((service) => faulty.has(service));
    const pass = bad.length === 0;
    observations.push({ slim: step.slim, pass, culprits: pass ? [] : name(bad, random) });
    if (pass && found === 0 && step.slim.length === SERVICES - faulty.size) found = observations.length;
  }
};

/** Zeller and Hildebrandt's minimising delta debugging over the services set back to original: the smallest such set that passes. */
const ddmin = (names, faulty) => {
  let boots = 0;
  const passes = (original) => ((boots += 1), [...faulty].every((service) => original.includes(service)));
  let original = names;
  let parts = 2;
  if (passes([])) return boots;
  while (original.length >= 2) {
    const length = Math.ceil(original.length / parts);
    const chunks = Array.from({ length: Math.ceil(original.length / length) }, (_, i) => original.slice(i * length, (i + 1) * length));
    const chunk = chunks.find(passes);
    const rest = chunk ? undefined : chunks.map((c) => original.filter((s) => !c.includes(s))).find((r) => parts > 2 && passes(r));
    if (chunk) [original, parts] = [chunk, 2];
    else if (rest) [original, parts] = [rest, Math.max(parts - 1, 2)];
    else if (parts >= original.length) break;
    else parts = Math.min(parts * 2, original.length);
  }
  return boots;
};

const mean = (numbers) => (numbers.reduce((a, b) => a + b, 0) / numbers.length).toFixed(1);
const row = (cells) => console.log(cells.map((cell, i) => (i === 0 ? String(cell).padEnd(34) : String(cell).padStart(8))).join(""));

console.log(`Mean boots after profiling, ${SERVICES} services, d independent faults, ${RUNS} random stacks a cell`);
row(["", ...FAULTS.map((d) => `d=${d}`)]);
for (const weighing of ["bytes", "count"]) {
  for (const [title, name] of Object.entries(evidence)) {
    const cells = FAULTS.map((d) => {
      const random = randomFrom(d * 7919);
      return Array.from({ length: RUNS }, () => {
        const names = Array.from({ length: SERVICES }, (_, i) => `s${i}`);
        const candidates = names.map((service) => ({ name: service, weight: weighing === "count" ? 1 : Math.floor(random() ** 2 * 5e8) }));
        return search(candidates, new Set(shuffled(names, random).slice(0, d)), name, random);
      });
    });
    row([`${weighing}, ${title}: best set passed`, ...cells.map((runs) => mean(runs.map((run) => run.found)))]);
    row([`${weighing}, ${title}: search ended`, ...cells.map((runs) => mean(runs.map((run) => run.ended)))]);
    const proven = cells.map(
      (runs) => `${Math.round((100 * runs.filter((run) => run.label === "PROVEN MAXIMUM").length) / runs.length)} %`,
    );
    row([`${weighing}, ${title}: proven`, ...proven]);
  }
}
row(["add one at a time", ...FAULTS.map(() => SERVICES)]);
row([
  "ddmin",
  ...FAULTS.map((d) => {
    const random = randomFrom(d);
    const names = Array.from({ length: SERVICES }, (_, i) => `s${i}`);
    return mean(Array.from({ length: RUNS }, () => ddmin(shuffled(names, random), new Set(shuffled(names, random).slice(0, d)))));
  }),
]);
