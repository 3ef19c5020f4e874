import { describe, expect, it } from "vitest";
import { textWidth } from "../../../src/model/printable.js";
import { buildReport, reporters, type ReportFormat, type ReportInput, type ReportOptions } from "../../../src/report/index.js";
import { cleanRun, planned, sampleRun, slimImage, trial, combination } from "./sample.js";

const rendered = async (format: ReportFormat, run: ReportInput, options: ReportOptions = {}): Promise<string> =>
  (await reporters[format]())(buildReport(run), options);

/** Names, logs and evidence that try to get out of every format. */
const NASTY =
  "</pre><script>alert(1)</script>\u001b[2J\u001b]0;owned\u0007\u009b31m\u202eevil`|*_\n```\n# head & 'x' \"y\" ]]>\ud800\uffff\u0000";
const nastyRun: ReportInput = {
  ...sampleRun,
  plan: {
    ...sampleRun.plan,
    project: NASTY,
    services: [planned(NASTY, { why: NASTY })],
    checks: [{ name: NASTY, use: "held-out" }],
    warnings: [NASTY],
  },
  outcome: { label: "BEST FOUND", why: NASTY, combination: combination({ [NASTY]: "slim" }) },
  slimImages: [slimImage(NASTY, { warnings: [NASTY] })],
  trials: [
    {
      ...trial(1, "final", combination({ [NASTY]: "slim" }), { failures: { [NASTY]: [{ kind: "log", detail: NASTY, paths: [NASTY] }] } }),
      checks: [{ name: NASTY, use: "held-out", pass: false, error: NASTY, services: [], ms: 1 }],
      why: NASTY,
    },
  ],
  repairs: { [NASTY]: [{ rung: "exact path", paths: [NASTY], files: 1, bytesAdded: 1, why: NASTY, boot: 2 }] },
};

const wideRun: ReportInput = {
  ...sampleRun,
  plan: { ...sampleRun.plan, services: [planned("a-service-with-a-name-that-is-far-too-long-for-any-table"), planned("日本語のサービス")] },
  slimImages: [
    slimImage("日本語のサービス", { originalBytes: 1_234_567_890, slimBytes: 123_456_789, originalFiles: 123_456, slimFiles: 12_345 }),
  ],
};

describe("every format", () => {
  it.each(Object.keys(reporters) as ReportFormat[])(
    "%s holds no control character, escape sequence or direction mark of others, and ends its last line",
    async (format) => {
      const text = await rendered(format, nastyRun);
      expect(text).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202a-\u202e]/);
      // The title sequence goes as a whole; JSON keeps the data, escaped.
      expect(text.includes("owned")).toBe(format === "json");
      expect(text.endsWith("\n")).toBe(true);
      expect(text.endsWith("\n\n")).toBe(false);
    },
  );

  it.each(["terminal", "markdown", "html", "junit"] as const)("%s names the culprit, its evidence and the outcome", async (format) => {
    const text = (await rendered(format, sampleRun)).replaceAll("\\", "");
    for (const part of ["cart", "missing-file", "/usr/lib/libfoo.so.1", "exit 127", "MAXIMAL", "order flow"]) expect(text).toContain(part);
  });

  it.each(["terminal", "markdown", "html"] as const)("%s has sizes, savings, repairs, warnings and the next step", async (format) => {
    const text = (await rendered(format, sampleRun)).replaceAll("\\", "");
    const parts = [
      "400 MB → 80 MB",
      "80 %",
      "12,345 → 678",
      "1.2 GB → 560 MB (53 % saved, 1 service of unknown size left out)",
      "2 of 4 slim",
      "exact path",
    ];
    for (const part of [...parts, "published port 80", "docker compose -f /home/me/shop/compose.slim.yml up --detach"]) {
      expect(text.replace(/\s+/g, " ")).toContain(part);
    }
  });
});

describe("terminal", () => {
  it("is this", async () => {
    expect(await rendered("terminal", sampleRun, { columns: 100 })).toMatchInlineSnapshot(`
      "service              size  left  saved         files  variant   alone  all  final  restarts
      db         400 MB → 80 MB  ▊░░░   80 %  12,345 → 678  slim        ~     ✓     ✓           1
      cart       400 MB → 80 MB  ████      –  12,345 → 678  original    ✗     ✗     ✓           0
      front-end  400 MB → 80 MB  ▊░░░   80 %  12,345 → 678  slim        ~     ✓     ✓           0
      vendor            unknown            –             –  original    ·     ✓     ✓           0
      stack shop: 1.2 GB → 560 MB, 53 % saved; 2 of 4 slim; 2 of 2 checks passed; culprit cart

      check       use       original  all  final
      login       training     ✓       ✓     ✓
      order flow  held-out     ·       ✗     ✓
      ✓ passed, ✗ failed, ~ implied by a passing trial, · not tried; all: every service slim

      Checks that failed
        order flow: step 3: POST /orders: expected 201, got 503

      Exercised by
        db: probe postgres
        cart: probe http /health
        front-end: probe http /health
        vendor: probe http /health

      Evidence
        cart (stays original)
          missing-file: asked for a file that its slim image lacks
            missing: /usr/lib/libfoo.so.1
          log: starting
            error: cannot open | <libfoo>\\x07
          exit: exit 127

      Repairs
        db: exact path: 1 file, +118 B, after boot 2 (looked for and not there)

      For stack-slim.yml: so the next profile starts with these repairs
        services:
          db:
            keep:
              - "/usr/share/zoneinfo/UTC"

      Warnings
        front-end: published port 80
        front-end: kept a broken link
        vendor: size unknown: not in the engine

      Stack shop
      Size      1.2 GB → 560 MB (53 % saved, 1 service of unknown size left out)
      Layers    1.29 GB → 592 MB image by image; shared ones once: 690 MB → 532 MB on disk and to push,
                uncompressed
      Services  2 of 4 slim
      Boots     4
      Time      plan 0.4 s, profile 71.2 s, slim 20.0 s, trials 2 min 21 s, emit 0.1 s
      Memory    150 MB at most
      Read      /home/me/shop/compose.yml
      Written   /home/me/shop/compose.slim.yml

      MAXIMAL: cart fails whenever it is slim; everything else is slim.
      Use it: docker compose -f /home/me/shop/compose.slim.yml up --detach (to slim cart too, read the
      evidence and add paths under services.NAME.keep in stack-slim.yml).
      "
    `);
  });

  it("is this for a run with nothing wrong, in ASCII and 80 columns", async () => {
    const text = await rendered("terminal", cleanRun, { columns: 80, ascii: true });
    expect(text).toMatchInlineSnapshot(`
      "service               size  saved  variant  alone  all  final  restarts
      db         400 MB -> 80 MB   80 %  slim       ~     +     +           0
      cart       400 MB -> 80 MB   80 %  slim       ~     +     +           0
      front-end  400 MB -> 80 MB   80 %  slim       ~     +     +           0
      stack shop: 1.2 GB -> 240 MB, 80 % saved; 3 of 3 slim; 2 of 2 checks passed; no
      culprit

      check       use       original  all  final
      login       training     +       +     +
      order flow  held-out     .       +     +
      + passed, x failed, ~ implied by a passing trial, . not tried; all: every
      service slim

      Exercised by
        db: probe postgres
        cart: probe http /health
        front-end: probe http /health

      For stack-slim.yml: so the next profile starts with these repairs
        services:
          db:
            keep:
              - "/usr/share/zoneinfo/UTC"

      Warnings
        front-end: published port 80
        front-end: kept a broken link

      Stack shop
      Size      1.2 GB -> 240 MB (80 % saved)
      Layers    1.29 GB -> 243 MB image by image; shared ones once: 690 MB -> 123 MB
                on disk and to push, uncompressed
      Services  3 of 3 slim
      Boots     2
      Time      plan 0.4 s, profile 71.2 s, slim 20.0 s, trials 2 min 21 s, emit 0.1 s
      Memory    150 MB at most
      Read      /home/me/shop/compose.yml
      Written   /home/me/shop/compose.slim.yml

      PROVEN MAXIMUM: every service is slim and passed.
      Use it: docker compose -f /home/me/shop/compose.slim.yml up --detach
      "
    `);
    expect(text).toMatch(/^[\u000a\u0020-\u007e]*$/);
  });

  it.each([72, 80, 90, 100, 240])("keeps within %i columns, 100 at most", async (columns) => {
    for (const run of [sampleRun, cleanRun, nastyRun, wideRun]) {
      const widths = (await rendered("terminal", run, { columns })).split("\n").map(textWidth);
      expect(Math.max(...widths)).toBeLessThanOrEqual(Math.min(100, columns));
    }
  });

  it("is coloured only when asked, without changing the text", async () => {
    const plain = await rendered("terminal", sampleRun);
    const coloured = await rendered("terminal", sampleRun, { colour: true });
    expect(plain).not.toContain("\u001b");
    expect(coloured).toContain("\u001b[31m");
    expect(coloured.replace(/\u001b\[\d+m/g, "")).toBe(plain);
  });
});

describe("markdown", () => {
  it("is this", async () => {
    expect(await rendered("markdown", sampleRun)).toMatchInlineSnapshot(`
      "# shop: MAXIMAL

      cart fails whenever it is slim; everything else is slim.

      **Next:** Use it: docker compose -f /home/me/shop/compose.slim.yml up --detach (to slim cart too, read the evidence and add paths under services.NAME.keep in stack-slim.yml).

      - **Size:** 1.2 GB → 560 MB (53 % saved, 1 service of unknown size left out)
      - **Layers:** 1.29 GB → 592 MB image by image; shared ones once: 690 MB → 532 MB on disk and to push, uncompressed
      - **Services:** 2 of 4 slim
      - **Boots:** 4
      - **Time:** plan 0.4 s, profile 71.2 s, slim 20.0 s, trials 2 min 21 s, emit 0.1 s
      - **Memory:** 150 MB at most
      - **Read:** /home/me/shop/compose.yml
      - **Written:** /home/me/shop/compose.slim.yml

      ## Services

      | Service | Size | Saved | Files | Variant | Alone | All slim | Final | Restarts | Why |
      | :-- | --: | --: | --: | :-- | :-: | :-: | :-: | --: | :-- |
      | db | 400 MB → 80 MB | 80 % | 12,345 → 678 | slim | implied | ✅ pass | ✅ pass | 1 | its slim image passed the final trial |
      | cart | 400 MB → 80 MB | – | 12,345 → 678 | original | ❌ fail | ❌ fail | ✅ pass | 0 | its slim image failed: asked for a file that its slim image lacks |
      | front-end | 400 MB → 80 MB | 80 % | 12,345 → 678 | slim | implied | ✅ pass | ✅ pass | 0 | its slim image passed the final trial |
      | vendor | unknown | – | – | original | not tried | ✅ pass | ✅ pass | 0 | slim: false, vendor image |

      ## Checks

      | Check | Use | Original | All slim | Final | Error |
      | :-- | :-- | :-: | :-: | :-: | :-- |
      | login | training | ✅ pass | ✅ pass | ✅ pass |  |
      | order flow | held-out | not tried | ❌ fail | ✅ pass | step 3: POST /orders: expected 201, got 503 |

      ## Exercised by

      - **db:** probe postgres
      - **cart:** probe http /health
      - **front-end:** probe http /health
      - **vendor:** probe http /health

      ## Evidence

      ### cart (stays original)

      \`\`\`text
      missing-file: asked for a file that its slim image lacks
        missing: /usr/lib/libfoo.so.1
      log: starting
        error: cannot open | <libfoo>\\x07
      exit: exit 127
      \`\`\`

      ## Repairs

      - **db:** exact path: 1 file, +118 B, after boot 2 (looked for and not there)
        - /usr/share/zoneinfo/UTC

      ## For stack-slim.yml

      So the next profile starts with these repairs:

      \`\`\`yaml
      services:
        db:
          keep:
            - "/usr/share/zoneinfo/UTC"
      \`\`\`

      ## Trials

      | Boot | Purpose | Slim | Verdict | Checks passed | Failed | Time | Why |
      | --: | :-- | :-- | :-: | :-- | :-- | --: | :-- |
      | 1 | profile | 0 of 4 | ✅ pass | 1 of 1 | – | 29.3 s | why boot 1 |
      | 2 | all-slim | 3 of 4 | ❌ fail | 1 of 2 | cart, check order flow | 29.3 s | why boot 2 |
      | 3 | search | 1 of 4 | ❌ fail | 2 of 2 | cart | 29.3 s | why boot 3 |
      | 4 | final | 2 of 4 | ✅ pass | 2 of 2 | – | 29.3 s | why boot 4 |

      ## Warnings

      - front-end: published port 80
      - front-end: kept a broken link
      - vendor: size unknown: not in the engine
      "
    `);
  });

  it("keeps markup of others as text, and every table row whole", async () => {
    const text = await rendered("markdown", nastyRun);
    expect(text.replace(/^(`{3,})text\n[\s\S]*?\n\1$/gm, "")).not.toContain("<script");
    const heads = text.split("\n").filter((line) => line.startsWith("|"));
    const cells = (line: string): number => line.replaceAll("\\\\", "").replaceAll("\\|", "").split("|").length;
    const [services] = heads;
    expect(heads.slice(0, 3).map(cells)).toEqual(Array(3).fill(cells(services ?? "")));
  });

  it("fences evidence with more backticks than it holds", async () => {
    expect(await rendered("markdown", nastyRun)).toMatch(/^````text$[\s\S]*^````$/m);
  });
});

describe("a flaky check", () => {
  it.each(["terminal", "markdown", "html"] as const)("is a warning in %s", async (format) => {
    const [first, ...others] = sampleRun.trials;
    const flaky = { ...first, checks: first.checks.map((check) => ({ ...check, flake: "got 502" })) };
    const text = await rendered(format, { ...sampleRun, trials: [flaky, ...others] });
    expect(text).toContain("check login failed once in boot 1 and passed when run again: got 502");
  });

  it.each([
    ["terminal", /^login +training.* failed 1 of 4$/m],
    ["markdown", /^\| login .*flaky: failed 1 of 4 runs/m],
    ["html", /failed 1 of 4 runs/],
  ] as const)("is marked in the matrix of %s", async (format, mark) => {
    const [first, ...others] = sampleRun.trials;
    const flaky = { ...first, checks: first.checks.map((check) => ({ ...check, tries: { runs: 4, failures: 1 } })) };
    expect(await rendered(format, { ...sampleRun, trials: [flaky] })).toMatch(mark);
    expect(await rendered(format, { ...sampleRun, trials: [first, ...others] })).not.toMatch(mark);
  });
});

/** Names of elements left open, or closed in the wrong order: enough to see that nothing broke out of its element. */
const unbalanced = (markup: string, alone: readonly string[]): readonly string[] => {
  const open: string[] = [];
  for (const [, close, name = "", empty] of markup.matchAll(/<(\/?)([a-z][\w-]*)(?:\s[^<>]*?)?(\/?)>/gi)) {
    if (empty === "/" || alone.includes(name)) continue;
    if (close !== "/") open.push(name);
    else if (open.pop() !== name) return [name];
  }
  return open;
};

describe("html", () => {
  it("is one well-formed page that loads nothing and runs nothing", async () => {
    for (const run of [sampleRun, cleanRun, nastyRun]) {
      const page = await rendered("html", run);
      expect(unbalanced(page.replace(/<style>[\s\S]*?<\/style>/, ""), ["meta"])).toEqual([]);
      expect(page).not.toMatch(/<script|<img|<link|<iframe|url\((?!#)|@import|src=/i);
      expect(page).toContain("default-src 'none'");
    }
  });

  it("has a caption and scopes in every table, and words beside the glyphs", async () => {
    const page = await rendered("html", sampleRun);
    const tables = page.match(/<table[ >]/g);
    expect(page.match(/<caption>/g)).toHaveLength(tables?.length ?? 0);
    expect(tables).toHaveLength(4);
    expect(page).toMatch(/<th scope="row">\s*cart\s*<\/th>/);
    expect(page).toMatch(/<span aria-hidden="true">✗<\/span>\s*fail/);
  });
});

describe("junit", () => {
  it("is this for a run with nothing wrong", async () => {
    expect(await rendered("junit", cleanRun)).toMatchInlineSnapshot(`
      "<?xml version="1.0" encoding="UTF-8"?>
      <testsuites name="stack-slim shop" tests="6" failures="0" errors="0" time="232.200">
        <testsuite name="outcome" tests="1" failures="0" errors="0" skipped="0">
          <testcase name="a slim combination works" classname="outcome">
            <system-out>PROVEN MAXIMUM: every service is slim and passed.</system-out>
          </testcase>
        </testsuite>
        <testsuite name="services" tests="3" failures="0" errors="0" skipped="0">
          <testcase name="db" classname="services">
            <system-out>slim: its slim image passed the final trial</system-out>
          </testcase>
          <testcase name="cart" classname="services">
            <system-out>slim: its slim image passed the final trial</system-out>
          </testcase>
          <testcase name="front-end" classname="services">
            <system-out>slim: its slim image passed the final trial</system-out>
          </testcase>
        </testsuite>
        <testsuite name="checks" tests="2" failures="0" errors="0" skipped="0">
          <testcase name="login" classname="checks" time="1.234"/>
          <testcase name="order flow (held-out)" classname="checks" time="1.234"/>
        </testsuite>
      </testsuites>
      "
    `);
  });

  it("is well-formed XML whatever the names", async () => {
    for (const run of [sampleRun, nastyRun]) {
      const xml = await rendered("junit", run);
      expect(unbalanced(xml, [])).toEqual([]);
      expect(xml.replace(/&(amp|lt|gt|quot|apos|#10);/g, "")).not.toMatch(/&|\uffff/);
    }
  });

  it("counts what fails on the final trial as failures, and not what stays original", async () => {
    expect(await rendered("junit", sampleRun)).toContain('tests="7" failures="0"');
    const failing = {
      ...sampleRun,
      trials: [
        trial(1, "final", sampleRun.outcome.combination, {
          failures: { db: [{ kind: "exit", detail: "exit 1" }] },
          checks: { login: "got 500" },
        }),
      ],
    };
    const xml = await rendered("junit", failing);
    expect(xml).toContain('<testsuite name="services" tests="4" failures="1" errors="0" skipped="0">');
    expect(xml).toContain('<failure message="exit: exit 1">');
    expect(xml).toContain('<failure message="got 500">got 500</failure>');
  });

  it("fails when nothing better was found", async () => {
    const none = { ...sampleRun, outcome: { ...sampleRun.outcome, label: "NONE", why: "nothing works" } } as const;
    expect(await rendered("junit", none)).toContain('<failure message="nothing works">');
  });
});
