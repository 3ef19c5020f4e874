import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { ImageInfo } from "../../src/model/image.js";
import { chooseKept, type Chosen, fittingLayers, indexImage, loadSlimImages, shareLayers, spoolLayers } from "../../src/slim/index.js";
import type { SharedLayer, SpooledImage } from "../../src/slim/index.js";
import { engine } from "./support/archive-engine.js";
import { docker, removeImages } from "./support/engine.js";

const names = ["one", "two"] as const;
const original = (name: string): string => `wip-shared-${name}:test`;
const slim = (name: string): string => `wip-shared-${name}:slim`;
const workspace = mkdtempSync(join(tmpdir(), "stack-slim-shared-"));

/** A directory that the images disagree about, a hard link, and a file each has by itself. */
const dockerfile = (name: string): string => `FROM debian:bookworm-slim
RUN ln /bin/bash /bin/bash-too && mkdir -m 1770 /srv/common && echo base > /srv/common/file
RUN echo ${name} > /srv/${name} && chmod ${name === "one" ? "1700" : "0755"} /srv/common && echo more > /srv/more
CMD ["/bin/bash-too", "-c", "cat /srv/common/file /srv/${name}"]
`;

type Job = { readonly chosen: Chosen; readonly original: SpooledImage };

async function jobOf(name: string, keep: readonly string[]): Promise<Job> {
  const id = docker("image", "inspect", "--format", "{{.Id}}", original(name));
  const spooled = (await spoolLayers(engine, [id], workspace, new AbortController().signal)).images.get(id);
  if (spooled === undefined) throw new Error("not spooled");
  const config = {
    entrypoint: [],
    command: ["/bin/bash-too"],
    environment: {},
    user: "",
    workingDirectory: "",
    volumes: [],
    exposedPorts: [],
    labels: {},
  };
  const info: ImageInfo = { id, ref: original(name), bytes: 0, architecture: "amd64", os: "linux", layers: [], config };
  const service = { environment: {}, volumeMounts: [], keep: ["/bin/bash*", "/usr/bin/bash*", "/usr/bin/cat", ...keep], drop: [] };
  const trace = { service: name, facts: [] };
  const index = indexImage(spooled.layers);
  return { chosen: chooseKept({ index, original: info, trace, policy: "strict", service, ref: slim(name) }), original: spooled };
}

const chained = (chain: readonly SharedLayer[]) => chain.map((layer) => ({ layer, services: names }));
const layersOf = (name: string): string[] =>
  JSON.parse(docker("image", "inspect", "--format", "{{json .RootFS.Layers}}", slim(name))) as string[];
const run = (name: string): string => docker("run", "--rm", slim(name));

/** Owner, mode, time and content of all a container has, as one digest. */
function fingerprint(name: string): string {
  const container = docker("create", slim(name));
  const file = join(workspace, "export.tar");
  execFileSync("docker", ["export", "--output", file, container]);
  docker("rm", container);
  const lines = execFileSync("tar", ["--numeric-owner", "--full-time", "-tvf", file], { encoding: "utf8" }).split("\n");
  // What the engine itself puts into every container has the time it was made.
  const made = / (\.dockerenv|(dev|proc|sys)\/.*|etc\/(hostname|hosts|mtab.*|resolv\.conf)?)$/;
  return createHash("sha256")
    .update(
      lines
        .filter((line) => !made.test(line))
        .sort()
        .join("\n"),
    )
    .digest("hex");
}

let jobs: readonly Job[];
let chains: readonly (readonly SharedLayer[])[];

beforeAll(async () => {
  for (const name of names) execFileSync("docker", ["build", "--quiet", "--tag", original(name), "-"], { input: dockerfile(name) });
  jobs = [await jobOf("one", ["/srv/one", "/srv/common/file"]), await jobOf("two", ["/srv/two", "/srv/common/file"])];
  chains = shareLayers(jobs.map(({ chosen }) => chosen.units));
  await loadSlimImages(
    engine,
    jobs.map((job, position) => ({ ...job, chain: chained(chains[position] ?? []) })),
  );
});

afterAll(() => {
  removeImages(names.flatMap((name) => [slim(name), original(name)]));
  rmSync(workspace, { recursive: true, force: true });
});

test("images of one archive share their lowest layer in the engine, run, and their history names both", () => {
  const [one = [], two = []] = names.map(layersOf);
  expect(one[0]).toBe(two[0]);
  expect(one[1]).not.toBe(two[1]);
  expect(names.map(run)).toEqual(["base\none", "base\ntwo"]);
  const history = docker("history", "--no-trunc", "--format", "{{.CreatedBy}}", slim("one")).split("\n");
  expect(history).toEqual([expect.stringMatching(/^stack-slim: strict of sha256:/), "stack-slim: common to one, two"]);
});

test("a container of shared layers has the very tree that one of a single layer has", async () => {
  const shared = names.map(fingerprint);
  await loadSlimImages(
    engine,
    jobs.map((job) => ({ ...job, chain: [] })),
  );
  expect(names.map((name) => layersOf(name).length)).toEqual([1, 1]);
  expect(names.map(fingerprint)).toEqual(shared);
});

test("a repaired image alone in its archive has the same shared layer, and what came to it on top", async () => {
  const job = await jobOf("one", ["/srv/one", "/srv/common/file", "/srv/more"]);
  const chain = fittingLayers(chains[0] ?? [], job.chosen.units);
  const [made] = await loadSlimImages(engine, [{ ...job, chain: chained(chain) }]);
  expect(chain).toHaveLength(1);
  expect(layersOf("one")).toEqual(made?.layers.map(({ diffId }) => diffId));
  expect(docker("run", "--rm", slim("one"), "/bin/bash", "-c", "cat /srv/more")).toBe("more");
});
