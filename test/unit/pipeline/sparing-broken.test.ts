import { describe, expect, it } from "vitest";
import type { Check } from "../../../src/model/config.js";
import { usualCrawl, usualOpenApi } from "../../../src/model/web-traffic.js";
import { sparingBroken } from "../../../src/pipeline/sparing-broken.js";
import { checkAllowing, probesAllowing } from "../../../src/probe/broken-parts.js";

/** A site on which these are answered badly: what a crawl held to all but `parts` says of it. */
const site = (...bad: readonly string[]) => {
  const runs: (readonly string[])[] = [];
  const run = (parts: readonly string[]): Promise<{ readonly failed?: readonly string[] }> => {
    runs.push(parts);
    const failed = bad.filter((path) => !parts.includes(path));
    return Promise.resolve(failed.length === 0 ? {} : { failed });
  };
  return { runs, run };
};

describe("what the original answers badly", () => {
  it("is told once, and the rest is tried again at once and from then on", async () => {
    const told: [string, readonly string[]][] = [];
    const sparing = sparingBroken(undefined, (key, failed) => told.push([key, failed]));
    const web = site("/lost.png");
    expect(await sparing("probe web", web.run)).toEqual({});
    expect(await sparing("probe web", web.run)).toEqual({});
    expect(web.runs).toEqual([[], ["/lost.png"], ["/lost.png"]]);
    expect(told).toEqual([["probe web", ["/lost.png"]]]);
  });

  it("excuses that very probe of a slim image, and nothing more of it", async () => {
    const sparing = sparingBroken(new Map([["probe web", ["/lost.png"]]]));
    expect(await sparing("probe web", site("/lost.png").run)).toEqual({});
    expect(await sparing("probe web", site("/lost.png", "/logo.png").run)).toEqual({ failed: ["/logo.png"] });
    expect(await sparing("probe shop", site("/lost.png").run)).toEqual({ failed: ["/lost.png"] });
  });

  it("isn't what fails otherwise", async () => {
    const sparing = sparingBroken(undefined, () => expect.unreachable());
    expect(await sparing("probe web", () => Promise.resolve({ error: "no answer" }))).toEqual({ error: "no answer" });
  });
});

describe("holding traffic to the rest", () => {
  it("is for probes and checks that find their own requests", () => {
    const probes = [{ kind: "tcp", port: 80 } as const, { ...usualCrawl(80), allow: ["/x"] }];
    expect(probesAllowing(probes, ["/y"])).toMatchObject([probes[0], { kind: "crawl", allow: ["/x", "/y"] }]);
    const check: Check = { name: "c", use: "training", probes, crawl: usualCrawl(80), openapi: usualOpenApi(80) };
    expect(checkAllowing(check, ["/y"])).toMatchObject({
      probes: [{}, { allow: ["/x", "/y"] }],
      crawl: { allow: ["/y"] },
      openapi: { allow: ["/y"] },
    });
  });

  it("changes nothing where nothing is broken", () => {
    const check: Check = { name: "c", use: "training" };
    expect([checkAllowing(check, undefined), checkAllowing(check, [])]).toEqual([check, check]);
  });
});
