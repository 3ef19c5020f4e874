import { appendFileSync, readdirSync, readFileSync } from "node:fs";
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from "vitest";
import type { Report } from "../../src/model/report.js";
import { runCli, startCli } from "./support/cli.js";
import { containersMade, docker, imageId, leftovers, list, removeImages } from "./support/engine.js";
import { copyStack, type StackCopy } from "./support/stack-copy.js";

/** What a run may do to the machine it runs on: nothing but what it says, whatever ends it. The stack is test/fixtures/small. */
const originals = ["small/store:local", "small/web:local"];
const slims = originals.flatMap((ref) => [`${ref}-slim`, `${ref}-slim-small`]);
const killed = { code: null, signal: "SIGKILL" };

const copies: StackCopy[] = [];
const newCopy = (): StackCopy => {
  const copy = copyStack("small");
  copies.push(copy);
  return copy;
};

beforeAll(() => {
  removeImages(slims);
  docker("compose", "--file", newCopy().path("compose.yml"), "build", "--quiet");
});

afterEach(() => {
  removeImages(slims);
});

afterAll(async () => {
  for (const copy of copies) {
    await runCli(["clean", copy.path("compose.yml")], copy.folder);
    copy[Symbol.dispose]();
  }
});

type Noted = { readonly runId: string | undefined; readonly images: readonly string[] };

const noted = (copy: StackCopy): Noted => ({ runId: copy.runId(), images: copy.notedImages() });

/** Everything of a run is gone: in the engine, and the scratch of the workspace. */
const expectNothingLeft = (copy: StackCopy, { runId, images }: Noted): void => {
  if (runId !== undefined) expect(leftovers(runId)).toEqual([]);
  const ours = ["--filter", `label=com.docker.compose.project.working_dir=${copy.folder}`, "--filter", "label=stack-slim.run"];
  expect(list("ps", "--all", "--quiet", ...ours)).toEqual([]);
  expect(images.filter((name) => imageId(name) !== undefined)).toEqual([]);
  expect(copy.hasScratch()).toBe(false);
  expect(noted(copy)).toEqual(nothing);
};

const nothing: Noted = { runId: undefined, images: [] };

/** Waits until the run at work in this folder has something in the engine, compose being in the middle of it; gives the run's name. */
const booting = (copy: StackCopy): Promise<string> =>
  vi.waitFor(
    () => {
      const runId = copy.runId();
      if (runId === undefined || leftovers(runId).length === 0) throw new Error("nothing was made yet");
      return runId;
    },
    { timeout: 30_000, interval: 50 },
  );

describe("the user's own stack, up from the same file", () => {
  let stack: StackCopy;
  let mine: readonly string[];

  beforeAll(async () => {
    stack = newCopy();
    mine = ["compose", "--file", stack.path("compose.yml")];
    docker(...mine, "up", "--detach", "--no-build");
    const count = async (): Promise<void> => {
      const answer = await fetch("http://127.0.0.1:28473/count", { signal: AbortSignal.timeout(5_000) });
      expect(answer.status).toBe(200);
    };
    await vi.waitFor(count, { timeout: 60_000, interval: 200 });
    await count();
  });

  afterAll(() => {
    docker(...mine, "down", "--volumes", "--timeout", "2");
  });

  const state = (): unknown => {
    const ids = docker(...mine, "ps", "--all", "--quiet")
      .split("\n")
      .toSorted();
    const told =
      "{{.Id}} {{.Image}} {{.RestartCount}} {{.State.StartedAt}} {{.State.Status}} {{json .NetworkSettings.Ports}} {{json .Mounts}}";
    return {
      containers: ids.map((id) => docker("inspect", "--format", told, id)),
      networks: list("network", "ls", "--no-trunc", "--format", "{{.ID}} {{.Name}}", "--filter", "label=com.docker.compose.project=small"),
      volumes: list("volume", "ls", "--format", "{{.Name}}", "--filter", "label=com.docker.compose.project=small"),
      data: docker(...mine, "exec", "-T", "store", "sh", "-c", "find /data -type f -exec sha256sum {} + | sort"),
      folder: readFileSync(stack.path("state", "counts"), "utf8"),
      images: originals.map(imageId),
    };
  };

  test("is as it was after an apply, and after one that found nothing", async () => {
    const before = state();
    const found = await runCli(["apply"], stack.folder);
    expect(found.code, found.stderr).toBe(0);
    expect(state()).toEqual(before);

    const failed = await runCli(["apply", "--fresh", "--max-boots", "1"], stack.folder);
    expect(failed.code, failed.stderr).toBe(1);
    expect(state()).toEqual(before);
    expectNothingLeft(stack, nothing);
  });

  test("is as it was after a run that was killed, and after clean", async () => {
    const before = state();
    await using run = startCli(["apply", "--fresh"], stack.folder);
    await run.line(/ profile +store +waiting/);
    const made = { ...noted(stack), runId: await booting(stack) };
    run.kill("SIGKILL");
    expect(await run.ended).toMatchObject(killed);
    expect(state()).toEqual(before);
    expect((await runCli(["clean"], stack.folder)).code).toBe(0);
    expect(state()).toEqual(before);
    expectNothingLeft(stack, made);
  });
});

describe("a run that is interrupted or killed", () => {
  test("leaves nothing when interrupted in any stage, and the next one goes on to the end", async () => {
    const stack = newCopy();
    const stages: readonly (readonly [string, RegExp])[] = [
      ["plan", / plan +started/],
      ["profile, while it boots", / profile +started/],
      ["profile, while it probes", / profile +store +waiting/],
      ["slim", / slim +\w+ +working/],
      ["trials, while it boots", / trials +boot 2/],
      ["trials, while it checks", / trials +check: counts +working/],
    ];
    for (const [stage, line] of stages) {
      await using run = startCli(["apply"], stack.folder);
      await run.line(line);
      if (stage.endsWith("boots")) await booting(stack);
      const made = noted(stack);
      run.kill("SIGINT");
      const { code, stderr } = await run.ended;
      expect([stage, code], stderr).toEqual([stage, 130]);
      expect(stderr).not.toContain("defect");
      expectNothingLeft(stack, made);
    }
    await using emitting = startCli(["apply"], stack.folder);
    await emitting.line(/ emit +started/);
    emitting.kill("SIGINT");
    // So near the end it may be over before it is told.
    expect([0, 130]).toContain((await emitting.ended).code);
    expectNothingLeft(stack, nothing);
    expect(readdirSync(stack.folder).filter((name) => /^\..*compose/.test(name))).toEqual([]);

    const whole = await runCli(["apply"], stack.folder);
    expect(whole.code, whole.stderr).toBe(0);
    expect(stack.report().outcome).toMatchObject({ label: "PROVEN MAXIMUM", boots: 2 });
    expect(whole.stderr).not.toContain("removed the");
  });

  test("is cleaned up after by the next run, or by clean, when it was killed", async () => {
    const stack = newCopy();
    const killAt = async (line: RegExp): Promise<Noted & { readonly runId: string }> => {
      await using run = startCli(["apply"], stack.folder);
      await run.line(line);
      const made = { ...noted(stack), runId: await booting(stack) };
      run.kill("SIGKILL");
      expect(await run.ended).toMatchObject(killed);
      return made;
    };

    const profiling = await killAt(/ profile +store +waiting/);
    expect(leftovers(profiling.runId)).toContain(`container stack-slim-${profiling.runId}-1-web-1`);
    expect(profiling.images.map(imageId)).toEqual([expect.any(String)]);
    await using next = startCli(["apply"], stack.folder);
    await next.line(/ trials +check: counts +working/);
    const onTrial = await booting(stack);
    next.kill("SIGKILL");
    const { stderr } = await next.ended;
    expect(stderr).toContain(`removed the project stack-slim-${profiling.runId}-1, left by a run that was killed`);
    expect(leftovers(profiling.runId)).toEqual([]);
    expect(profiling.images.map(imageId)).toEqual([undefined]);

    const left = leftovers(onTrial);
    expect(left).not.toEqual([]);
    const dry = await runCli(["clean", "--dry-run"], stack.folder);
    expect(dry).toMatchObject({ code: 0, stdout: `would remove project stack-slim-${onTrial}-2\n` });
    expect(leftovers(onTrial)).toEqual(left);
    const clean = await runCli(["clean"], stack.folder);
    expect(clean).toMatchObject({ code: 0, stdout: `removed project stack-slim-${onTrial}-2\n` });
    expectNothingLeft(stack, { runId: onTrial, images: [] });
    expect(await runCli(["clean"], stack.folder)).toMatchObject({ code: 0, stdout: "Nothing is left of earlier runs.\n" });

    // Compose goes on when the run that started it is killed: clean ends it before it removes what it made.
    const halfway = await killAt(/ trials +boot 2/);
    expect((await runCli(["clean"], stack.folder)).code).toBe(0);
    expectNothingLeft(stack, halfway);

    const whole = await runCli(["apply"], stack.folder);
    expect(whole.code, whole.stderr).toBe(0);
    expectNothingLeft(stack, halfway);
  });
});

describe("a run that is mending a trial which failed", () => {
  /** The web service can't start without it: config drops it, the trial fails, and a repair brings it back. */
  const module = "/usr/lib/x86_64-linux-gnu/perl-base/IO/Socket/INET.pm";
  /** What can never get ready here is waited for in every round. */
  const impatient = ["apply", "--ready-timeout", "8"];
  const broken = (): StackCopy => {
    const stack = newCopy();
    appendFileSync(stack.path("stack-slim.yml"), `services: { web: { drop: ["${module}"] } }\n`);
    return stack;
  };

  test("leaves nothing when interrupted, and the next one mends it to the end, whatever the configuration drops", async () => {
    const stack = broken();
    await using run = startCli(impatient, stack.folder);
    await run.line(/ trials +boot 2 goes on/);
    const made = noted(stack);
    run.kill("SIGINT");
    expect((await run.ended).code).toBe(130);
    expectNothingLeft(stack, made);

    const whole = await runCli(impatient, stack.folder);
    expect(whole.code, whole.stderr).toBe(0);
    const { outcome, services } = stack.report();
    expect(outcome).toMatchObject({ label: "PROVEN MAXIMUM", boots: 3 });
    const web = services.find(({ name }) => name === "web");
    expect(web?.variant).toBe("slim");
    expect(web?.repairs[0]).toMatchObject({ rung: "exact path", boot: 2, paths: expect.arrayContaining([module]) as unknown });
    expect(web?.suggest?.keep).toContain(module);
    expect(web?.warnings.join("\n")).toContain("is dropped by the configuration, but a trial failed without it: it stays");
    expectNothingLeft(stack, nothing);

    const again = await runCli(impatient, stack.folder);
    expect(again.code, again.stderr).toBe(0);
    expect(again.stderr).not.toContain("goes on");
    expect(stack.report().services).toEqual(services);
  });

  test("is cleaned up after when it was killed", async () => {
    const stack = broken();
    await using run = startCli(impatient, stack.folder);
    await run.line(/ trials +boot 2 goes on/);
    const made = noted(stack);
    run.kill("SIGKILL");
    expect(await run.ended).toMatchObject(killed);
    expect((await runCli(["clean"], stack.folder)).code).toBe(0);
    expectNothingLeft(stack, made);
  });
});

describe("a second run", () => {
  test("at the same time is refused and names the first one's process; afterwards it boots nothing and says the same", async () => {
    const stack = newCopy();
    await using first = startCli(["apply"], stack.folder);
    await first.line(/ profile +started/);
    const second = await runCli(["apply"], stack.folder);
    expect(second.code).toBe(3);
    expect(second.stderr).toContain(`process ${String(first.pid)}`);
    expect((await first.ended).code).toBe(0);
    const { outcome, services, checks, trials } = stack.report();

    const since = Math.floor(Date.now() / 1000);
    const again = await runCli(["apply"], stack.folder);
    expect(again.code, again.stderr).toBe(0);
    expect(containersMade(stack.folder, since, Math.ceil(Date.now() / 1000))).toBe(0);
    const then = stack.report();
    expect(then).toMatchObject({ services, checks, trials } satisfies Partial<Report>);
    expect(then.outcome).toMatchObject({ label: outcome.label, why: outcome.why, finalBytes: outcome.finalBytes });
  });
});

test("an image of the user's that has a slim image's name keeps it", async () => {
  const stack = newCopy();
  docker("image", "tag", "debian:bookworm-slim", "small/web:local-slim");
  const before = imageId("small/web:local-slim");
  const run = await runCli(["apply"], stack.folder);
  expect(run.code, run.stderr).toBe(0);
  expect(imageId("small/web:local-slim")).toBe(before);
  expect(readFileSync(stack.path("compose.slim.yml"), "utf8")).toContain("image: small/web:local-slim-small\n");
  expect(stack.report().services.find(({ name }) => name === "web")?.slimImage).toBe("small/web:local-slim-small");
});
