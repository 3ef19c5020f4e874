import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { ImageInfo } from "../../src/model/image.js";
import type { Trace } from "../../src/model/trace.js";
import { chooseKept, type Chosen, indexImage, loadSlimImages, spoolLayers } from "../../src/slim/index.js";
import { engine } from "./support/archive-engine.js";

const original = "wip-slim-original:test";
const slim = "wip-slim-slim:test";
const docker = (...words: string[]): string => execFileSync("docker", words, { encoding: "utf8", maxBuffer: 1 << 28 }).trim();

const dockerfile = `FROM debian:bookworm-slim
RUN apt-get update && apt-get install -y --no-install-recommends python3-minimal libcap2-bin && useradd --uid 3000 app \\
 && cp /bin/cat /usr/local/bin/kitty && setcap cap_net_raw+ep /usr/local/bin/kitty && chmod 4755 /usr/bin/env \\
 && ln /usr/local/bin/kitty /usr/local/bin/tiger && mkdir -p /srv/empty && chmod 1770 /srv/empty && chown app:app /srv/empty
RUN rm -rf /var/lib/apt/lists && rm /etc/debian_version && mkdir -p /data && echo seed > /data/seed
VOLUME /data
USER app
ENV GREETING=hello
ENTRYPOINT ["python3", "-c"]
CMD ["import re; print(re.sub('a', 'o', 'banana'))"]
`;

type Inspected = {
  readonly Id: string;
  readonly Size: number;
  readonly Config: { readonly Env: readonly string[]; readonly Labels: unknown };
};
const inspect = (ref: string): Inspected => (JSON.parse(docker("image", "inspect", ref)) as [Inspected])[0];
const workspace = mkdtempSync(join(tmpdir(), "stack-slim-docker-"));

const listUse = "import re,sys; print(*(getattr(m,'__file__',None) for m in sys.modules.values())); print(open('/proc/self/maps').read())";

/** What one boot opened, as Python's modules and its memory map tell it: the sensor's part of the work, without the sensor. */
function traceOf(ref: string): Trace {
  const paths = new Set(["/usr/bin/python3", ...(docker("run", "--rm", ref, listUse).match(/\/(?:usr|lib)[^\s'"]*/g) ?? [])]);
  return { service: "app", facts: [...paths].map((path) => ({ at: 0, kind: "open", state: "f", path, final: path })) };
}

type Result = Pick<Chosen, "image" | "keep"> & { readonly id: string };

async function makeSlim(): Promise<Result> {
  const { Id, Size, Config } = inspect(original);
  const spool = await spoolLayers(engine, [Id], workspace, new AbortController().signal);
  const spooled = spool.images.get(Id);
  if (spooled === undefined) throw new Error("not spooled");
  const info: ImageInfo = {
    id: Id,
    ref: original,
    bytes: Size,
    architecture: "amd64",
    os: "linux",
    layers: [],
    config: {
      entrypoint: ["python3", "-c"],
      command: [],
      environment: Object.fromEntries(Config.Env.map((line) => line.split("=", 2) as [string, string])),
      user: "app",
      workingDirectory: "",
      volumes: ["/data"],
      exposedPorts: [],
      labels: {},
    },
  };
  const service = { environment: {}, volumeMounts: [], keep: ["/usr/local/bin/tiger", "/usr/bin/env"], drop: ["/usr/local/bin/kitty"] };
  const index = indexImage(spooled.layers);
  const chosen = chooseKept({ index, original: info, trace: traceOf(original), policy: "strict", service, ref: slim });
  const [made] = await loadSlimImages(engine, [{ chosen, original: spooled, chain: [] }]);
  return { ...chosen, id: made?.id ?? "none" };
}

let result: Result;

beforeAll(async () => {
  execFileSync("docker", ["build", "--quiet", "--tag", original, "-"], { input: dockerfile });
  result = await makeSlim();
});

afterAll(() => {
  docker("image", "rm", "--force", original, slim);
  rmSync(workspace, { recursive: true, force: true });
});

test("the slim image is smaller and says the same", () => {
  expect(docker("run", "--rm", slim)).toBe(docker("run", "--rm", original));
  expect(result.image.slimBytes).toBeLessThan(result.image.originalBytes / 4);
  // The engine adds the lengths of symlinks.
  expect(inspect(slim).Size - result.image.slimBytes).toBeGreaterThanOrEqual(0);
  expect(inspect(slim).Size - result.image.slimBytes).toBeLessThan(10_000);
  expect(inspect(slim).Id).toBe(result.id);
});

test("its config is the original's but for two labels", () => {
  const labels = { "stack-slim.original": inspect(original).Id, "stack-slim.policy": "strict" };
  expect(inspect(slim).Config).toEqual({ ...inspect(original).Config, Labels: labels });
});

test("made again it has the same id", async () => {
  expect((await makeSlim()).id).toBe(result.id);
});

/** A container's file system as a tar file of its own. */
function exported(ref: string): string {
  const file = join(workspace, `${ref.replace(/\W/g, "-")}.export`);
  const container = docker("create", ref);
  execFileSync("docker", ["export", "--output", file, container]);
  docker("rm", "--volumes", container);
  return file;
}

test("kept entries have the original's owner, mode and times", () => {
  const paths = ["usr/bin/env", "usr/bin/python3.11", "usr/bin/python3", "srv/empty", "etc/passwd", "tmp/"];
  const look = (ref: string): string =>
    execFileSync("tar", ["--numeric-owner", "--full-time", "-tvf", exported(ref), ...paths], { encoding: "utf8" });
  const lines = (text: string): string[] => text.split("\n").sort();
  expect(lines(look(slim))).toEqual(lines(look(original)));
  expect(look(slim)).toMatch(/-rwsr-xr-x 0\/0 .* usr\/bin\/env\n/);
  expect(look(slim)).toMatch(/drwxrwx--T 3000\/3000 .* srv\/empty\//);
});

test("a hard link whose target was dropped has its data and its file capability", () => {
  const tar = exported(slim);
  execFileSync("tar", ["--xattrs", "--xattrs-include=security.capability", "-C", workspace, "-xf", tar, "usr/local/bin/tiger"]);
  expect(execFileSync("getcap", [join(workspace, "usr/local/bin/tiger")], { encoding: "utf8" })).toContain("cap_net_raw=ep");
  const kitty = execFileSync("tar", ["-xOf", exported(original), "usr/local/bin/kitty"], { maxBuffer: 1 << 28 });
  expect(readFileSync(join(workspace, "usr/local/bin/tiger")).equals(kitty)).toBe(true);
});

test("a file a layer deleted stays deleted, and a fresh volume is filled", () => {
  expect(result.keep.kept.has("/etc/debian_version")).toBe(false);
  expect(docker("run", "--rm", slim, "print(open('/data/seed').read())")).toBe("seed");
});
