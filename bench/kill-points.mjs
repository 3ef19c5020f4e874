// Kills apply with SIGKILL at points spread over a run, and runs it again: it must go on to the very result of a run that nobody disturbed, and nothing of
// the killed one may be left. After a build, with an engine:
//   node bench/kill-points.mjs [--points 30] [--seed 1] [--from 1] [--to 30]
// The stack is test/fixtures/keeper under names of its own; its run has a trial that fails and is mended. One line a point; exit code 1: one went wrong.
import { spawn } from "node:child_process";
import { parseArgs } from "node:util";
import { randomFrom } from "./fuzz/random.mjs";
import { newKeeper } from "./kill-points/keeper.mjs";

const { values } = parseArgs({
  options: {
    points: { type: "string", default: "30" },
    seed: { type: "string", default: "1" },
    from: { type: "string", default: "1" },
    to: { type: "string" },
  },
});
const points = Number(values.points);
const [from, to] = [Number(values.from), Number(values.to ?? points)];
const random = randomFrom(Number(values.seed));
const program = new URL("../bin/stack-slim", import.meta.url).pathname;

/** Runs apply; `at` is told of every event and may end it. Gives the exit code (undefined: killed), what it said and how many events it had. */
const apply = (keeper, at = () => {}) =>
  new Promise((resolve) => {
    const child = spawn(program, ["apply", "--json"], { cwd: keeper.folder, stdio: ["ignore", "ignore", "pipe"] });
    let text = "";
    let events = 0;
    child.stderr.setEncoding("utf8").on("data", (more) => {
      text += more;
      for (const count = text.split("\n").length - 1; events < count;) {
        keeper.note();
        at(++events, child);
      }
    });
    child.on("close", (code) => {
      keeper.note();
      resolve({ code: code ?? undefined, text, events });
    });
  });

const stageAt = (text) => [...text.matchAll(/"type":"stage","stage":"(\w+)","status":"start"/g)].at(-1)?.[1] ?? "load";

const keeper = newKeeper("keeperpoints");
let failures = 0;
try {
  keeper.build();
  const whole = await apply(keeper);
  const expected = keeper.result();
  if (whole.code !== 0) throw new Error(`a run that nobody disturbs ends with ${whole.code}:\n${whole.text}`);
  console.log(`undisturbed: ${whole.events} events, ${expected.outcome.label}`);
  for (let point = 1; point <= to; point++) {
    const [part, later] = [random.next(), random.int(500)];
    if (point < from) continue;
    keeper.forget();
    // One event of each of as many equal parts of the run, and up to half a second after it.
    const event = Math.max(1, Math.ceil(((point - 1 + part) / points) * whole.events));
    const killed = await apply(keeper, (count, child) => {
      if (count === event) setTimeout(() => child.kill("SIGKILL"), later);
    });
    const left = keeper.left().length;
    const began = performance.now();
    const next = await apply(keeper);
    const seconds = ((performance.now() - began) / 1000).toFixed(1);
    const problems = [
      ...(next.code === 0 ? [] : [`exit code ${next.code}: ${next.text.slice(-500)}`]),
      ...keeper.differences(expected),
      ...keeper.left(),
    ];
    failures += problems.length > 0 ? 1 : 0;
    const where = `${stageAt(killed.text)}, event ${event} + ${later} ms${killed.code === undefined ? "" : ", which was over"}`;
    console.log(
      `${point}/${points} killed in ${where}: ${left} things left; the next run ${seconds} s: ${problems.join("; ") || "as it should be"}`,
    );
  }
} finally {
  keeper.remove();
}
console.log(`${to - from + 1 - failures} of ${to - from + 1} points went on to the same result and left nothing`);
process.exitCode = failures > 0 ? 1 : 0;
