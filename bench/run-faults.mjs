// Faults of what a run stands on: its terminal, its readers, its clock, its disk, others beside it. Each must end in the result or in one error with the
// right exit code, leave nothing, and leave a workspace that the next run can use. After a build, with an engine, as root (it mounts small file systems);
// the clock's cases need the package faketime:
//   node bench/run-faults.mjs [--only PART-OF-A-NAME]
// The stack is test/fixtures/keeper under names of its own. One line a case; exit code 1: one went wrong.
import { execFileSync } from "node:child_process";
import { createServer } from "node:net";
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { newKeeper } from "./kill-points/keeper.mjs";
import { gone, holder, start, startInTerminal } from "./kill-points/run.mjs";

const { values } = parseArgs({ options: { only: { type: "string", default: "" } } });
const stages = { profile: /profile +store +waiting/, trial: /trials +check: counts +working/ };
const need = (holds, what) => {
  if (!holds) throw new Error(what);
};
const needCode = ({ code, text }, wanted, pattern = /(?:)/) => {
  need(code === wanted, `exit code ${code} instead of ${wanted}: ${text.slice(-600)}`);
  need(pattern.test(text), `it does not say ${pattern}: ${text.slice(-600)}`);
  need(!/defect of stack-slim|\n +at /.test(text), `it calls itself a defect: ${text.slice(-600)}`);
};
const needNothing = (keeper) => {
  const left = keeper.left();
  need(left.length === 0, `left: ${left.join(", ")}`);
};
const needResult = (keeper) => need(existsSync(join(keeper.folder, "compose.slim.yml")), "there is no compose.slim.yml");
const goesOn = async (keeper) => {
  needCode(await start(keeper, ["apply"]).ended, 0);
  needResult(keeper);
  needNothing(keeper);
};

/** The fault, then that nothing is left of it and that the next run goes on in the same workspace. */
const thenOn = (fault) => async (keeper) => {
  await fault(keeper);
  needNothing(keeper);
  await goesOn(keeper);
};

const hangUp = (stage) => async (keeper) => {
  const run = start(keeper, ["apply"]);
  need(await run.until(stages[stage]), "it ended early");
  run.child.kill("SIGHUP");
  needCode(await run.ended, 130, /SIGHUP: removing/);
  needNothing(keeper);
};

const closeTerminal = (stage) => async (keeper) => {
  const run = startInTerminal(keeper, ["apply"]);
  // What a terminal shows depends on its size: the journal says how far it is.
  const project = new RegExp(`"stack-slim-\\w+-${stage === "profile" ? 1 : 2}"`);
  while (!project.test(keeper.journal())) await new Promise((resolve) => setTimeout(resolve, 100));
  const pid = holder(keeper);
  need(pid !== undefined, "nobody holds the workspace");
  run.child.kill("SIGKILL");
  need(await gone(pid, 60_000), "it still runs a minute after its terminal closed");
  needNothing(keeper);
};

const closeReaders = (stage) => async (keeper) => {
  const run = start(keeper, ["apply"]);
  need(await run.until(stages[stage]), "it ended early");
  run.child.stdout.destroy();
  run.child.stderr.destroy();
  const { code } = await run.ended;
  need(code === 0, `exit code ${code}`);
  needResult(keeper);
  needNothing(keeper);
};

const atOnce = async (keeper) => {
  const first = start(keeper, ["apply"]);
  need(await first.until(stages.profile), "it ended early");
  needCode(await start(keeper, ["apply"]).ended, 3, new RegExp(`process ${String(holder(keeper))} `));
  needCode(await start(keeper, ["clean"]).ended, 3, new RegExp(`process ${String(holder(keeper))} `));
  needCode(await first.ended, 0);
};

const sameName = async (keeper) => {
  const other = newKeeper(keeper.name);
  try {
    const both = [start(keeper, ["apply"]), start(other, ["apply"])];
    for (const run of both) needCode(await run.ended, 0);
    const [mine, theirs] = [keeper, other].map((each) => each.result().verdicts);
    for (const [at, { slimImage, service }] of mine.entries())
      need(slimImage !== theirs[at].slimImage, `${service}: both have ${slimImage}`);
    const ids = (verdicts) =>
      verdicts.map(({ slimImage }) => execFileSync("docker", ["image", "inspect", "--format", "{{.Id}}", slimImage], { encoding: "utf8" }));
    const before = ids(mine);
    needCode(await start(other, ["apply", "--fresh"]).ended, 0);
    need(JSON.stringify(ids(mine)) === JSON.stringify(before), "the other folder's run changed this one's images");
    needNothing(other);
  } finally {
    other.remove({ keepOriginals: true });
  }
};

/** The clock of the command line alone, set by so many seconds in the middle of the profile; the clock that only goes forward goes on. */
const clock = (seconds) => async (keeper) => {
  const library = "/usr/lib/x86_64-linux-gnu/faketime/libfaketimeMT.so.1";
  need(existsSync(library), "there is no libfaketime: install the package faketime");
  const file = join(keeper.folder, ".clock");
  writeFileSync(file, "+0s\n");
  const env = { LD_PRELOAD: library, FAKETIME_TIMESTAMP_FILE: file, FAKETIME_NO_CACHE: "1", FAKETIME_DONT_FAKE_MONOTONIC: "1" };
  const run = start(keeper, ["apply"], { env });
  const began = performance.now();
  need(await run.until(stages.profile), "it ended early");
  writeFileSync(file, `${seconds < 0 ? "" : "+"}${seconds}s\n`);
  need(await run.until(stages.trial), `no trial: ${run.said().slice(-600)}`);
  writeFileSync(file, "+0s\n");
  needCode(await run.ended, 0);
  rmSync(file);
  const took = (performance.now() - began) / 1000;
  need(took < 300, `it took ${took} s`);
  const told = Object.values(JSON.parse(readFileSync(join(keeper.folder, ".stack-slim/report.json"), "utf8")).outcome.seconds);
  need(
    told.every((each) => each >= 0 && each < took),
    `the report tells seconds such as ${told.join(", ")}`,
  );
};

/** Runs `work` on a file system of so many bytes. */
const onSmallDisk = async (size, work) => {
  const folder = mkdtempSync(join(tmpdir(), "stack-slim-disk-"));
  execFileSync("mount", ["-t", "tmpfs", "-o", `size=${size}`, "tmpfs", folder]);
  try {
    return await work(folder);
  } finally {
    execFileSync("umount", ["--lazy", folder]);
    rmSync(folder, { recursive: true });
  }
};

const fullWorkspace = (size) => () =>
  onSmallDisk(size, async (parent) => {
    const keeper = newKeeper("keeperfaults", { parent });
    needCode(await start(keeper, ["apply"]).ended, 3, /the disk is full/);
    needNothing(keeper);
    execFileSync("mount", ["-o", "remount,size=1g", parent]);
    await goesOn(keeper);
  });

const fullTemporary = (keeper) =>
  onSmallDisk("64k", async (folder) => {
    writeFileSync(join(folder, "full"), Buffer.alloc(60 * 1024));
    const { code, text } = await start(keeper, ["apply"], { env: { TMPDIR: folder } }).ended;
    need(code === 0 || (code === 3 && /full|no space/i.test(text)), `exit code ${code}: ${text.slice(-600)}`);
    needNothing(keeper);
  });

const readOnly = (when) => () =>
  onSmallDisk("512m", async (parent) => {
    const keeper = newKeeper("keeperfaults", { parent });
    if (when === "before") {
      execFileSync("mount", ["-o", "remount,ro", parent]);
      needCode(await start(keeper, ["apply"]).ended, 3, /the file system is read-only/);
    } else {
      const run = start(keeper, ["apply"]);
      need(await run.until(stages.profile), "it ended early");
      execFileSync("mount", ["--bind", keeper.folder, keeper.folder]);
      execFileSync("mount", ["-o", "remount,bind,ro", keeper.folder]);
      const ended = await run.ended;
      execFileSync("umount", ["--lazy", keeper.folder]);
      // What it had open before, such as the journal, it may go on writing to: the mount lies over it.
      needCode(ended, ended.code === 0 ? 0 : 3);
    }
    execFileSync("mount", ["-o", "remount,rw", parent]);
    await goesOn(keeper);
  });

const deniedFolder = async (keeper) => {
  const output = join(keeper.folder, "out");
  execFileSync("mkdir", [output]);
  chmodSync(output, 0o555);
  // Root may write there all the same; a folder that isn't there nobody can.
  needCode(await start(keeper, ["apply", "-o", join(keeper.folder, "nowhere/x.yml")]).ended, 2, /nowhere/);
  needNothing(keeper);
};

/** Every port that the user's file publishes is taken on this machine, by others and by the user's own stack. */
const takenPorts = async (keeper) => {
  const file = join(keeper.folder, "compose.yml");
  writeFileSync(file, readFileSync(file, "utf8").replace("127.0.0.1::8080", "28510-28513:8080"));
  const servers = await Promise.all(
    [28510, 28511, 28512, 28513].map(
      (port) =>
        new Promise(
          (resolve) =>
            void createServer().listen(port, "0.0.0.0", function listening() {
              resolve(this);
            }),
        ),
    ),
  );
  try {
    needCode(await start(keeper, ["apply"]).ended, 0);
    needResult(keeper);
  } finally {
    for (const server of servers) server.close();
  }
};

const docker = (...words) => execFileSync("docker", words, { encoding: "utf8", stdio: ["ignore", "pipe", "pipe"] }).trim();

/** An image whose name is taken away while a run has yet to boot it: one error, or made again. */
const removedImage = (line, suffix) => async (keeper) => {
  const ref = `${keeper.name}/store:local${suffix}`;
  const run = start(keeper, ["apply"]);
  need(await run.until(line), "it ended early");
  docker("image", "rm", "--force", ref);
  const ended = await run.ended;
  needCode(ended, ended.code === 0 ? 0 : 3);
  if (ended.code !== 0)
    need(/^ {2}\S/m.test(ended.text.slice(ended.text.lastIndexOf("stack-slim: "))), `it gives no hint: ${ended.text.slice(-600)}`);
  needNothing(keeper);
  if (suffix === "") keeper.build();
};

/** An original that gets another content while a run goes on: where a boot needs it the run ends; its slim image is still the profiled one's. The next run profiles it. */
const changedImage = async (keeper) => {
  const ref = `${keeper.name}/store:local`;
  const run = start(keeper, ["apply"]);
  need(await run.until(/slim +started/), "it ended early");
  execFileSync("docker", ["build", "--quiet", "--tag", ref, "-"], {
    input: `FROM ${ref}\nLABEL changed=yes\n`,
    stdio: ["pipe", "pipe", "pipe"],
  });
  const ended = await run.ended;
  needCode(ended, ended.code === 0 ? 0 : 3);
  needNothing(keeper);
};

const cases = {
  "hang-up while it profiles": thenOn(hangUp("profile")),
  "hang-up in a trial": thenOn(hangUp("trial")),
  "terminal closed while it profiles": thenOn(closeTerminal("profile")),
  "terminal closed in a trial": thenOn(closeTerminal("trial")),
  "readers gone while it profiles": thenOn(closeReaders("profile")),
  "readers gone in a trial": thenOn(closeReaders("trial")),
  "two runs in one folder": thenOn(atOnce),
  "two folders of one project name": thenOn(sameName),
  "clock set back by three days": thenOn(clock(-3 * 86_400)),
  "clock set forward by three days": thenOn(clock(3 * 86_400)),
  "workspace's disk full at once": fullWorkspace("64k"),
  "workspace's disk full while it profiles": fullWorkspace("300k"),
  "workspace's disk full while it slims": fullWorkspace("20m"),
  "temporary folder full": thenOn(fullTemporary),
  "file system read-only": readOnly("before"),
  "file system turns read-only": readOnly("amid"),
  "output can't be written": thenOn(deniedFolder),
  "published ports taken": thenOn(takenPorts),
  "original removed before the profile boots it": thenOn(removedImage(/plan +done/, "")),
  "original removed while it profiles": thenOn(removedImage(stages.profile, "")),
  "slim image removed before its trial": thenOn(removedImage(/slim +store +\S+store:local-slim/, "-slim")),
  "original changed while it slims": thenOn(changedImage),
};

let failures = 0;
for (const [name, work] of Object.entries(cases).filter(([each]) => each.includes(values.only))) {
  const keeper = newKeeper("keeperfaults");
  const began = performance.now();
  let problem;
  try {
    keeper.build();
    keeper.forget();
    await work(keeper);
  } catch (error) {
    problem = error instanceof Error ? error.message : String(error);
    failures++;
  } finally {
    keeper.remove();
  }
  console.log(`${name}: ${problem ?? "as it should be"} (${((performance.now() - began) / 1000).toFixed(0)} s)`);
}
process.exitCode = failures > 0 ? 1 : 0;
