import { describe, expect, it } from "vitest";
import type { ComposeService } from "../../../src/model/compose-model.js";
import type { SeenAnswer, ServiceLook } from "../../../src/model/proposal.js";
import { loadCatalogue } from "../../../src/plan/catalogue.js";
import { planStack } from "../../../src/plan/plan-stack.js";
import { proposeConfig } from "../../../src/plan/propose-config.js";
import { inputOf, stackOf } from "./fixture.js";

const catalogue = await loadCatalogue();
const specs: Readonly<Record<string, ComposeService>> = {
  api: { image: "team/api", expose: ["3000"] },
  web: { image: "team/web", ports: [{ target: 8080 }, { target: 53, protocol: "udp" }] },
  db: { image: "postgres:16", environment: { POSTGRES_PASSWORD: "hidden" } },
};
const proposed = (looks?: readonly ServiceLook[], only: Readonly<Record<string, ComposeService>> = specs) => {
  const stack = stackOf(only);
  const plan = planStack(inputOf(stack, { catalogue }));
  return proposeConfig({ stack, plan, ...(looks === undefined ? {} : { looks }) });
};
const answer = (path: string, what: SeenAnswer["what"], fields: Partial<SeenAnswer> = {}): SeenAnswer => ({
  port: 8080,
  path,
  what,
  status: 200,
  type: "text/html",
  ...fields,
});
const look = (service: string, fields: Partial<ServiceLook> = {}): ServiceLook => ({
  service,
  ports: [],
  ownPorts: [],
  answers: [],
  ...fields,
});
const answers = [answer("/", "page", { status: 302 }), answer("/health", "health"), answer("/metrics", "metrics", { type: "text/plain" })];

describe("without a boot", () => {
  it("nothing is written as a setting, and everything says that it is only planned", () => {
    const { services, checks, learnt } = proposed();
    expect(learnt).toContain("nothing was booted");
    expect(services.map(({ name, probe }) => [name, probe.written, probe.value.name])).toEqual([
      ["api", false, "http 3000"],
      ["web", false, "http 8080"],
      ["db", false, "postgres"],
    ]);
    expect(checks).toMatchObject([
      { written: false, target: { service: "web", port: 8080 }, from: "plan: port 8080 of web is published; not tried" },
    ]);
    expect(services.every(({ probe }) => probe.from.startsWith("plan: "))).toBe(true);
  });

  it("no check is proposed where nothing is published", () => {
    expect(proposed(undefined, { db: { image: "postgres" } }).checks).toEqual([]);
  });
});

describe("after a look at the running stack", () => {
  const better = { source: "seen", name: "http 8080", why: "port 8080 answered /health 200", probes: [] } as const;

  it("what was seen becomes a setting, the rest stays a proposal", () => {
    const { services } = proposed([look("web", { ports: [8080], probe: better }), look("api"), look("db")]);
    expect(services.map(({ probe }) => [probe.written, probe.from])).toEqual([
      [false, "plan: port 3000 usually speaks HTTP"],
      [true, "seen: port 8080 answered /health 200"],
      [false, "plan: PostgreSQL: image name, has POSTGRES_PASSWORD"],
    ]);
  });

  it("checks go through published doors: what a user meets for training, what was found besides held out", () => {
    const { checks } = proposed([look("api", { answers: [answer("/", "page", { port: 3000 })] }), look("web", { answers })]);
    expect(checks).toMatchObject([
      {
        use: "training",
        target: { service: "web", port: 8080 },
        steps: [
          { get: "/", status: 302 },
          { get: "/health", status: 200, type: "text/html" },
        ],
      },
      { use: "held-out", target: { service: "web", port: 8080 }, steps: [{ get: "/metrics", type: "text/plain" }] },
    ]);
    expect(checks[0]?.steps[0]).not.toHaveProperty("type");
  });

  it("or to the first service that speaks HTTP, where none is published", () => {
    const { checks } = proposed([look("api", { answers: [answer("/metrics", "metrics", { port: 3000 })] })], { api: specs["api"] ?? {} });
    expect(checks).toMatchObject([{ use: "training", target: { service: "api", port: 3000 }, steps: [{ get: "/metrics" }] }]);
  });

  it("what is wrong with a service is said beside it", () => {
    const { services } = proposed([
      look("web", { ports: [9000], ownPorts: [9000, 8080], trouble: "it ended with exit code 1" }),
      look("db"),
    ]);
    expect(services.find(({ name }) => name === "web")?.about).toEqual([
      "image team/web",
      "seen: it listens on 9000",
      "seen: only its own container reaches 8080, which it serves on 127.0.0.1",
      "seen: it ended with exit code 1",
    ]);
    expect(services.find(({ name }) => name === "api")?.about).toContain("seen: it was kept out of the boot");
  });

  it("no password gets into it", () => {
    expect(JSON.stringify(proposed([look("db")]).services.map(({ about, probe }) => [about, probe.from]))).not.toContain("hidden");
  });
});
