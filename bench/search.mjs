// Mean boots, and rounds of boots side by side, after profiling on simulated stacks. Run after a build: node bench/search.mjs [runs]
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

/**
 * Until the best set has first passed, and until the search ends: boots, and rounds in which up to `atATime` boots run side by side.
 * `works`: whether a set passes. `best`: its services.
 */
const search = (candidates, works, best, name, atATime = 1) => {
  const observations = [];
  let found = { boots: 0, rounds: 0 };
  for (let rounds = 0; ; rounds += 1) {
    const pending = [];
    const budget = { bootsLeft: 1000 };
    const next = () => nextStep({ candidates, observations, budget, ...(pending.length > 0 ? { pending } : {}) });
    let step = next();
    for (; step.kind === "boot" && pending.length < atATime; step = next()) pending.push(step.slim);
    if (pending.length === 0) return { found, ended: { boots: observations.length, rounds }, label: step.label, slim: step.slim };
    for (const slim of pending) {
      const pass = works(slim);
      observations.push({ slim, pass, culprits: pass ? [] : name(slim) });
      if (pass && found.boots === 0 && slim.length === best.length && best.every((service) => slim.includes(service))) {
        found = { boots: observations.length, rounds: rounds + 1 };
      }
    }
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
const share = (runs, holds) => `${Math.round((100 * runs.filter(holds).length) / runs.length)} %`;
const row = (cells) => console.log(cells.map((cell, i) => (i === 0 ? String(cell).padEnd(48) : String(cell).padStart(8))).join(""));

const names = Array.from({ length: SERVICES }, (_, i) => `s${i}`);
const weigh = (weighing, random) =>
  names.map((service) => ({ name: service, weight: weighing === "count" ? 1 : Math.floor(random() ** 2 * 5e8) }));

console.log(`Means after profiling, ${SERVICES} services, d independent faults, ${RUNS} random stacks a cell`);
row(["", ...FAULTS.map((d) => `d=${d}`)]);
for (const weighing of ["bytes", "count"]) {
  for (const [title, evidenceOf] of Object.entries(evidence)) {
    const cells = (atATime) =>
      FAULTS.map((d) => {
        const random = randomFrom(d * 7919);
        return Array.from({ length: RUNS }, () => {
          const candidates = weigh(weighing, random);
          const faulty = new Set(shuffled(names, random).slice(0, d));
          const bad = (slim) => slim.filter((service) => faulty.has(service));
          const best = names.filter((service) => !faulty.has(service));
          return search(
            candidates,
            (slim) => bad(slim).length === 0,
            best,
            (slim) => evidenceOf(bad(slim), random),
            atATime,
          );
        });
      });
    const figure = (name, all, of) => row([`${weighing}, ${title}: ${name}`, ...all.map((runs) => mean(runs.map(of)))]);
    const one = cells(1);
    figure("boots, best set passed", one, (run) => run.found.boots);
    figure("boots, search ended", one, (run) => run.ended.boots);
    for (const atATime of [2, 4]) {
      const beside = cells(atATime);
      figure(`rounds of ${atATime}, best set passed`, beside, (run) => run.found.rounds);
      figure(`rounds of ${atATime}, search ended`, beside, (run) => run.ended.rounds);
      figure(`boots in rounds of ${atATime}`, beside, (run) => run.ended.boots);
    }
    row([`${weighing}, ${title}: proven`, ...one.map((runs) => share(runs, (run) => run.label === "PROVEN MAXIMUM"))]);
  }
}
row(["add one at a time: boots", ...FAULTS.map(() => SERVICES)]);
row([
  "ddmin: boots",
  ...FAULTS.map((d) => {
    const random = randomFrom(d);
    return mean(Array.from({ length: RUNS }, () => ddmin(shuffled(names, random), new Set(shuffled(names, random).slice(0, d)))));
  }),
]);

/** Adds each service, in the order of the stack, to what passed so far. */
const addOneAtATime = (works) => names.reduce((slim, service) => (works([...slim, service]) ? [...slim, service] : slim), []);

/** The heaviest set without a conflicting pair, by trying every choice of whom to leave out. */
const heaviestOf = (candidates, pairs) => {
  const involved = [...new Set(pairs.flat())];
  const weightOf = (slim) => candidates.reduce((sum, { name, weight }) => sum + (slim.includes(name) ? weight * 100 + 1 : 0), 0);
  const choices = Array.from({ length: 2 ** involved.length }, (_, bits) => {
    const left = involved.filter((_service, i) => bits & (1 << i));
    return names.filter((service) => !left.includes(service));
  }).filter((slim) => pairs.every((pair) => !pair.every((service) => slim.includes(service))));
  return { weightOf, best: choices.reduce((best, slim) => (weightOf(slim) > weightOf(best) ? slim : best), []) };
};

const PAIRS = [1, 2, 3, 4];
console.log(`\nPairs that only fail together, none named, ${RUNS} random stacks a cell`);
row(["", ...PAIRS.map((count) => `${count} pair${count > 1 ? "s" : ""}`)]);
for (const weighing of ["bytes", "count"]) {
  const cells = PAIRS.map((count) => {
    const random = randomFrom(count * 104_729);
    return Array.from({ length: RUNS }, () => {
      const candidates = weigh(weighing, random);
      const pairs = Array.from({ length: count }, () => shuffled(names, random).slice(0, 2));
      const works = (slim) => pairs.every((pair) => !pair.every((service) => slim.includes(service)));
      const { weightOf, best } = heaviestOf(candidates, pairs);
      const isLargest = (slim) => weightOf(slim) === weightOf(best);
      const run = search(candidates, works, best, () => []);
      return { added: isLargest(addOneAtATime(works)), searched: isLargest(run.slim), boots: run.ended.boots };
    });
  });
  row([`${weighing}: add one at a time finds the largest`, ...cells.map((runs) => share(runs, (run) => run.added))]);
  row([`${weighing}: search finds the largest`, ...cells.map((runs) => share(runs, (run) => run.searched))]);
  row([`${weighing}: boots, search ended`, ...cells.map((runs) => mean(runs.map((run) => run.boots)))]);
}
