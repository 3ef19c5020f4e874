import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync, writeFileSync } from "node:fs";
import { createInterface } from "node:readline";
import { afterAll, beforeAll, expect, test } from "vitest";
import { runCli, startCli } from "./support/cli.js";
import { docker, leftovers, list, removeImages } from "./support/engine.js";
import { copyStack, type StackCopy } from "./support/stack-copy.js";

/** The user's own volume, which the user's own container goes on writing to while boots begin with copies of it. */
const data = "keeper-clone-data";
const user = "keeper-clone-user";
const image = "keeperclone/store:local";

/** The service ends at once unless its volume has all of it: names, kinds, modes, owners, times, blocks, links, contents. */
const compose = `name: keeperclone
services:
  store:
    build: { context: ., target: store }
    image: ${image}
    command: [sh, -c, 'cd /data && sh -c "$$LIST" | cmp - /expected && rm -r a random && echo 42 >count && exec perl /opt/keeper/store.pl']
    environment: { LIST: "\${LIST}" }
    volumes: ["data:/data", "./expected:/expected:ro"]
    stop_grace_period: 1s
volumes:
  data: { external: true, name: ${data} }
`;
const listing =
  "find . -not -name live -printf '%p %y %m %U:%G %n %b %l %TY-%Tm-%Td %TT\\n' | sort; find . -type f -not -name live | sort | xargs md5sum";
const content = `cd /v; chown 100:101 .; chmod 2770 .; echo 41 >count; mkdir -p a/b; echo deep >a/b/file; ln a/b/file a/hard; ln -s /etc/passwd a/soft
truncate -s 300M sparse; echo end | dd of=sparse bs=1 seek=200M conv=notrunc status=none; mkfifo a/pipe; chown 7:8 a/b/file; chmod 4711 a/b/file
head -c 100000 /dev/urandom >random; touch live; touch -d 2001-02-03T04:05:06 a/b .`;

const inVolume = (command: string): string =>
  docker("run", "--rm", "--network", "none", "--volume", `${data}:/v`, "--workdir", "/v", "debian:bookworm-slim", "sh", "-c", command);
const listed = (): string => `${inVolume(listing)}\n`;

let stack: StackCopy;

beforeAll(() => {
  stack = copyStack("keeper");
  writeFileSync(stack.path("compose.yml"), compose);
  writeFileSync(stack.path(".env"), `LIST=${JSON.stringify(listing).replaceAll("$", "$$")}\n`);
  docker("compose", "--file", stack.path("compose.yml"), "build", "--quiet");
  docker("volume", "create", data);
  inVolume(content);
  writeFileSync(stack.path("expected"), listed());
  const live = "while :; do date +%N >/data/live; sleep 0.05; done";
  docker("run", "--detach", "--name", user, "--volume", `${data}:/data`, "debian:bookworm-slim", "bash", "-c", live);
});

afterAll(() => {
  docker("rm", "--force", user);
  docker("volume", "rm", "--force", data);
  removeImages([image]);
  stack[Symbol.dispose]();
});

const look = async (...flags: string[]): Promise<{ readonly code: number | null; readonly stderr: string; readonly found: string }> => {
  const { code, stderr } = await runCli(["init", "--force", "--ready-timeout", "10", "-o", "looked.yml", ...flags], stack.folder);
  return { code, stderr, found: code === 0 ? readFileSync(stack.path("looked.yml"), "utf8") : "" };
};

const expectAsBefore = (before: unknown): void => {
  expect(listed()).toBe(readFileSync(stack.path("expected"), "utf8"));
  expect(docker("inspect", "--format", "{{.Id}} {{.State.StartedAt}} {{.State.Status}}", user)).toBe(before);
  expect(list("volume", "ls", "--quiet", "--filter", "label=com.docker.compose.volume=data", "--filter", "name=keeperclone")).toEqual([]);
  expect(list("image", "ls", "--quiet", "stack-slim/copier")).toEqual([]);
  expect(readFileSync(stack.path(".stack-slim", "journal.jsonl"), "utf8")).toBe("");
};

test("a boot begins with a copy of an external volume, which stays as it was though both are written to", async () => {
  const before = docker("inspect", "--format", "{{.Id}} {{.State.StartedAt}} {{.State.Status}}", user);
  const cloned = await look("--clone-volumes", "external");
  expect(cloned.code, cloned.stderr).toBe(0);
  expect(cloned.stderr).toContain(`volume data: ${data} is cloned while ${user} runs on it`);
  expect(cloned.found).not.toContain("ended with exit code");
  expectAsBefore(before);
});

test("a volume that is too large is refused before anything is copied", async () => {
  const before = docker("inspect", "--format", "{{.Id}} {{.State.StartedAt}} {{.State.Status}}", user);
  const { code, stderr } = await look("--clone-volumes", "all", "--max-copy", "50k");
  expect(code).toBe(2);
  expect(stderr).toMatch(/volume keeper-clone-data takes more than 51\.2 kB, the most that is copied for a boot \(\d+ kB counted so far\)/);
  expect(stderr).toContain("--max-copy");
  expectAsBefore(before);
});

test("a run that is killed while it copies leaves what clean removes, and nothing else", async () => {
  const before = docker("inspect", "--format", "{{.Id}} {{.State.StartedAt}} {{.State.Status}}", user);
  const made = ["events", "--filter", "type=container", "--filter", "event=create", "--format", "{{.Actor.Attributes.name}}"];
  const events = spawn("docker", made, { stdio: ["ignore", "pipe", "ignore"] });
  const names = createInterface({ input: events.stdout });
  await using run = startCli(["init", "--force", "-o", "looked.yml", "--clone-volumes", "all"], stack.folder);
  for await (const name of names) if (/^stack-slim-\w+-1-copier-1$/.test(name)) break;
  run.kill("SIGKILL");
  events.kill();
  expect((await run.ended).signal).toBe("SIGKILL");
  if (events.exitCode === null && events.signalCode === null) await once(events, "exit");
  const runId = stack.runId() ?? "";
  expect(leftovers(runId)).not.toEqual([]);
  expect((await runCli(["clean"], stack.folder)).code).toBe(0);
  expect(leftovers(runId)).toEqual([]);
  expectAsBefore(before);
});
