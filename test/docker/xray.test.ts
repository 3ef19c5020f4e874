import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readdirSync, rmSync, watch } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Xray } from "../../src/model/xray.js";
import { list, removeImages } from "./support/engine.js";

const image = "stack-slim-xray-test:local";
const program = fileURLToPath(new URL("../../bin/stack-slim", import.meta.url));
const temporary = mkdtempSync(join(tmpdir(), "stack-slim-xray-test-"));

const dockerfile = `FROM debian:bookworm-slim
RUN apt-get update && apt-get install -y --no-install-recommends libcap2-bin && cp /bin/cat /usr/local/bin/kitty \\
 && setcap cap_net_raw,cap_sys_time+ep /usr/local/bin/kitty && head -c 300000 /dev/urandom > /srv/one && cp /srv/one /srv/two
RUN head -c 200000 /dev/zero > /srv/zeros && chmod 4750 /usr/bin/env
RUN rm /srv/zeros && chown 7 /srv/one
VOLUME /data
EXPOSE 8080
USER 33
HEALTHCHECK CMD true
ENTRYPOINT ["kitty"]
`;

type Ended = { readonly stdout: string; readonly code: number | null };

/** Runs the program with a temporary folder of its own. */
function run(...args: readonly string[]): Ended {
  try {
    return {
      code: 0,
      stdout: execFileSync(program, args, { encoding: "utf8", env: { ...process.env, TMPDIR: temporary }, stdio: "pipe" }),
    };
  } catch (error) {
    const { status, stderr } = error as { status: number | null; stderr: string };
    return { code: status, stdout: stderr };
  }
}

let found: Xray;
const before = { containers: [] as readonly string[], images: [] as readonly string[] };

beforeAll(() => {
  execFileSync("docker", ["build", "--quiet", "--tag", image, "-"], { input: dockerfile, stdio: ["pipe", "ignore", "pipe"] });
  before.containers = list("ps", "--all", "--quiet", "--filter", `ancestor=${image}`);
  found = JSON.parse(run("xray", image, "--format", "json").stdout) as Xray;
});

afterAll(() => {
  removeImages([image]);
  rmSync(temporary, { recursive: true, force: true });
});

test("xray tells what each instruction brought, and what of it no container sees", () => {
  const instructions = ["apt-get update", "head -c 200000", "rm /srv/zeros"];
  expect(found.layers.slice(1).map(({ command }, at) => command?.includes(instructions[at] ?? "?"))).toEqual([true, true, true]);
  const [, , zeros, removal] = found.layers;
  expect(zeros?.brings.files).toBe(2);
  expect(zeros?.brings.bytes).toBeGreaterThan(200_000);
  expect(zeros?.stays.files).toBe(1);
  expect(removal?.removes).toEqual({ bytes: 200_000, files: 1 });
  expect(removal?.replaces).toEqual({ bytes: 300_000, files: 1 });
  const hidden = found.waste.largestHidden.filter(({ path }) => path.startsWith("/srv"));
  expect(hidden).toEqual([
    { path: "/srv/one", bytes: 300_000, layer: 2, hiddenBy: 4, how: "replaced" },
    { path: "/srv/zeros", bytes: 200_000, layer: 3, hiddenBy: 4, how: "removed" },
  ]);
});

test("its figures are those of the files in a container", () => {
  const script = "find / -xdev \\( -path /proc -o -path /sys \\) -prune -o -type f -path '/usr/*' -printf '%D:%i %s\\n' | sort -u | awk '{s+=$2} END {print s}'"; // prettier-ignore
  const bytes = execFileSync("docker", ["run", "--rm", "--user", "0", "--entrypoint", "sh", image, "-c", script], { encoding: "utf8" });
  expect(found.directories.find(({ path }) => path === "/usr")?.bytes).toBe(Number(bytes));
});

test("it finds waste, privileges and packages", () => {
  expect(found.waste.largestDuplicates).toContainEqual({ bytes: 300_000, paths: ["/srv/one", "/srv/two"] });
  expect(found.waste.leftovers.map(({ kind }) => kind)).toContain("apt package lists");
  expect(found.privileged.capabilities).toEqual([{ path: "/usr/local/bin/kitty", capabilities: "cap_net_raw,cap_sys_time=ep" }]);
  expect(found.privileged.setuid).toContainEqual({ path: "/usr/bin/env", mode: "4750", uid: 0, gid: 0 });
  expect(found.packages.kind).toBe("dpkg");
  expect(found.packages.all.map(({ name }) => name)).toContain("libcap2-bin");
  expect(found.config).toMatchObject({
    entrypoint: ["kitty"],
    user: "33",
    volumes: ["/data"],
    ports: ["8080/tcp"],
    healthcheck: ["CMD-SHELL", "true"],
  });
});

test("it starts nothing and leaves nothing", () => {
  expect(list("ps", "--all", "--quiet", "--filter", `ancestor=${image}`)).toEqual(before.containers);
  expect(readdirSync(temporary)).toEqual([]);
});

test("an interrupt in the middle leaves nothing either", async () => {
  const watcher = watch(temporary);
  const appeared = once(watcher, "change");
  const child = spawn(program, ["xray", image], { env: { ...process.env, TMPDIR: temporary }, stdio: "ignore" });
  const ended = once(child, "exit");
  await appeared;
  watcher.close();
  child.kill("SIGINT");
  expect(await ended).toEqual([130, null]);
  expect(readdirSync(temporary)).toEqual([]);
});

test("an image that is not there is said, with how to bring it", () => {
  const { code, stdout } = run("xray", "stack-slim-xray-test:absent");
  expect(code).toBe(2);
  expect(stdout).toMatch(/The engine has no image stack-slim-xray-test:absent\.\n.*docker pull stack-slim-xray-test:absent/);
  expect(readdirSync(temporary)).toEqual([]);
});
