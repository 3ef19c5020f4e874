import { describe, expect, it } from "vitest";
import type { Report } from "../../../src/model/report.js";
import { buildReport, gateFailures, githubSummary, reporters, type Gate } from "../../../src/report/index.js";
import { cleanRun, planned, sampleRun } from "./sample.js";

/** 53.3 % saved; cart stays original, vendor was never to be slimmed. */
const sample = buildReport(sampleRun);
/** 80 % saved, all slim. */
const clean = buildReport(cleanRun);
const failing: Report = { ...sample, checks: sample.checks.map((check) => ({ ...check, final: "fail" })) };
const none: Report = { ...sample, outcome: { ...sample.outcome, label: "NONE", finalBytes: sample.outcome.originalBytes } };

describe("the gate", () => {
  it.each<[string, Report, Gate, readonly (RegExp | string)[]]>([
    ["nothing asked for", none, {}, []],
    ["enough saved", sample, { minSaved: 53 }, []],
    ["exactly enough", clean, { minSaved: 80 }, []],
    [
      "too little saved, never rounded up to what was asked for",
      sample,
      { minSaved: 53.4 },
      ["53.3 % of the size is saved, 53.4 % are asked for."],
    ],
    ["not all slim: who the plan left out doesn't count", sample, { requireAllSlim: true }, ["Not slim: cart."]],
    ["all slim", clean, { requireAllSlim: true, minSaved: 80 }, []],
    ["a check that fails in the final trial", failing, { minSaved: 0 }, [/Checks failed in the final trial: login, order flow/]],
    ["nothing works", none, { minSaved: 0 }, [/Nothing better/]],
    [
      "everything wrong",
      { ...failing, outcome: none.outcome },
      { minSaved: 1, requireAllSlim: true },
      [/Nothing/, /Checks/, /0\.0 %/, /cart/],
    ],
  ])("%s", (_, report, gate, says) => {
    const failures = gateFailures(report, gate);
    expect(failures).toHaveLength(says.length);
    for (const [index, text] of says.entries()) expect(failures[index]).toMatch(text);
  });

  it("counts a service whose plan isn't known, as in reports of earlier versions", () => {
    const earlier = { ...sample, services: sample.services.map(({ planned: _planned, ...service }) => service) };
    expect(gateFailures(earlier, { requireAllSlim: true })).toEqual(["Not slim: cart, vendor."]);
  });
});

describe("github", () => {
  const annotations = async (report: Report): Promise<string> => (await reporters.github())(report, { annotate: () => "compose.yml" });

  it("is this", async () => {
    expect(await annotations(sample)).toMatchInlineSnapshot(`
      "::warning file=compose.yml,title=cart stays original::missing-file: asked for a file that its slim image lacks%0Amissing: /usr/lib/libfoo.so.1
      ::notice file=compose.yml,title=shop%3A MAXIMAL::1.2 GB → 560 MB (53 %25 saved, 1 service of unknown size left out). cart fails whenever it is slim; everything else is slim.%0AUse it: docker compose -f /home/me/shop/compose.slim.yml up --detach (to slim cart too, read the evidence and add paths under services.NAME.keep in stack-slim.yml).
      "
    `);
  });

  it("has errors for what fails in the end", async () => {
    expect(await annotations(failing)).toMatch(/^::error file=compose\.yml,title=check login failed::/m);
    expect(await annotations(none)).toMatch(/^::error file=compose\.yml,title=shop%3A nothing works slim::/m);
  });

  it("keeps text of others within its command, and its properties within theirs", async () => {
    const name = "a,file=/etc/passwd::error::x\n::stop-commands::y 100%";
    const run = { ...sampleRun, plan: { ...sampleRun.plan, services: [...sampleRun.plan.services, planned(name)] } };
    const report = buildReport(run);
    const blamed = {
      ...report,
      services: report.services.map((service) => ({ ...service, evidence: [{ kind: "log", detail: name } as const] })),
    };
    const text = await annotations(blamed);
    expect(text).not.toMatch(/^::stop-commands/m);
    for (const line of text.trimEnd().split("\n"))
      expect(line).toMatch(/^::(error|warning|notice) file=compose\.yml,title=[^:,]*::[^\n]*$/);
    expect(text).toContain("100%25");
  });

  it("says how many it leaves out: GitHub shows ten of a kind", async () => {
    const [service] = sample.services;
    const services = Array.from({ length: 40 }, (_, index) => ({
      ...(service as Report["services"][number]),
      name: `s${String(index)}`,
      variant: "original" as const,
      evidence: [{ kind: "exit", detail: "exit 1" } as const],
    }));
    const warnings = (await annotations({ ...sample, services })).split("\n").filter((line) => line.startsWith("::warning"));
    expect(warnings).toHaveLength(10);
    expect(warnings.at(-1)).toContain("31 more of this kind");
  });

  it("its summary is the Markdown report, cut at a line where GitHub would refuse it", async () => {
    expect(githubSummary(sample)).toBe((await reporters.markdown())(sample, {}));
    const long = githubSummary({
      ...sample,
      warnings: Array.from({ length: 30_000 }, (_, index) => `€ warning ${String(index)} of a long run`),
    });
    expect(Buffer.byteLength(long)).toBeLessThan(1024 * 1024);
    expect(long).toMatch(/\n- [^\n]*long run\n\nThe rest is left out/);
  });
});
