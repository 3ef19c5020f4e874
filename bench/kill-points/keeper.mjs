import { execFileSync } from "node:child_process";
import { cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const docker = (...words) => execFileSync("docker", words, { encoding: "utf8", stdio: ["ignore", "pipe", "pipe"] }).trim();
const lines = (text) => text.split("\n").filter((line) => line !== "");

/** A copy of test/fixtures/keeper in a folder of its own, whose project and images have this name. */
export const newKeeper = (name, { parent = tmpdir() } = {}) => {
  const folder = realpathSync(mkdtempSync(join(parent, `stack-slim-${name}-`)));
  cpSync(new URL("../../test/fixtures/keeper", import.meta.url), folder, { recursive: true });
  const file = join(folder, "compose.yml");
  writeFileSync(file, readFileSync(file, "utf8").replace("name: keeper", `name: ${name}`).replaceAll("keeper/", `${name}/`));
  // The web service can't start without it: its first trial fails, and a repair brings it back.
  const module = ["x86_64", "aarch64"].map((machine) => `/usr/lib/${machine}-linux-gnu/perl-base/IO/Socket/INET.pm`);
  const config = join(folder, "stack-slim.yml");
  writeFileSync(config, readFileSync(config, "utf8").replace("services:\n", `services:\n  web: { drop: ${JSON.stringify(module)} }\n`));
  const originals = [`${name}/store:local`, `${name}/web:local`];
  const images = () => lines(docker("image", "ls", "--format", "{{.Repository}}:{{.Tag}}"));
  const workspace = join(folder, ".stack-slim");
  const read = (path) => (existsSync(join(folder, path)) ? readFileSync(join(folder, path), "utf8") : "");
  const result = () => {
    const { outcome, services, checks } = JSON.parse(read(".stack-slim/report.json"));
    const { label, why, finalBytes } = outcome;
    const verdicts = services.map(({ name: service, image, variant, slimImage, slimBytes, allSlim, final, repairs }) => {
      const added = repairs.map(({ rung, paths }) => ({ rung, paths }));
      return { service, image, variant, slimImage, slimBytes, allSlim, final, added };
    });
    return { outcome: { label, why, finalBytes }, verdicts, checks, file: read("compose.slim.yml") };
  };
  const journal = () => read(".stack-slim/journal.jsonl");
  const runs = new Set();
  const noted = new Set();
  return {
    name,
    folder,
    journal,
    build: () => docker("compose", "--file", file, "build", "--quiet"),
    result,
    /** What is other than `expected` in the result that lies there now. */
    differences: (expected) => {
      const now = read(".stack-slim/report.json") === "" ? {} : result();
      return Object.keys(expected).flatMap((key) => (JSON.stringify(now[key]) === JSON.stringify(expected[key]) ? [] : [`another ${key}`]));
    },
    /** Remembers what the journal names at this moment: afterwards nothing of it may be there. */
    note: () => {
      for (const [, run] of journal().matchAll(/stack-slim-([0-9a-f]{8})/g)) runs.add(run);
      for (const [, image] of journal().matchAll(/"kind":"image","name":"([^"]+)"/g)) noted.add(image);
    },
    /** Whatever there is of runs in this folder beside the result. */
    left: () => {
      const here = [`label=com.docker.compose.project.working_dir=${folder}`, "label=stack-slim.run"].flatMap((each) => ["--filter", each]);
      const mine = [here, ...[...runs].map((run) => ["--filter", `label=stack-slim.run=${run}`])];
      const present = new Set(images());
      const inEngine = mine.flatMap((filter) => [
        ...lines(docker("ps", "--all", ...filter, "--format", "container {{.Names}}")),
        ...lines(docker("network", "ls", ...filter, "--format", "network {{.Name}}")),
        ...lines(docker("volume", "ls", ...filter, "--format", "volume {{.Name}}")),
      ]);
      const inFolder = existsSync(workspace)
        ? readdirSync(workspace).filter((entry) => entry === "scratch" || entry === "lock" || entry.endsWith(".tmp"))
        : [];
      const hidden = readdirSync(folder).filter((entry) => /^\..*compose/.test(entry));
      return [
        ...new Set([
          ...inEngine,
          ...[...noted].filter((image) => present.has(image)).map((image) => `image ${image}`),
          ...lines(journal()).map((line) => `noted ${JSON.parse(line).resource?.name ?? line}`),
          ...[...inFolder, ...hidden].map((entry) => `file ${entry}`),
        ]),
      ];
    },
    /** As before the first run: no workspace, no slim image, no output. */
    forget: () => {
      runs.clear();
      noted.clear();
      for (const entry of [".stack-slim", "compose.slim.yml"]) rmSync(join(folder, entry), { recursive: true, force: true });
      const slim = images().filter((ref) => ref.startsWith(`${name}/`) && !originals.includes(ref));
      if (slim.length > 0) docker("image", "rm", "--force", ...slim);
    },
    remove: ({ keepOriginals = false } = {}) => {
      const all = images().filter((ref) => ref.startsWith(`${name}/`) && !(keepOriginals && !ref.includes("-slim")));
      if (all.length > 0) docker("image", "rm", "--force", ...all);
      rmSync(folder, { recursive: true, force: true });
    },
  };
};
