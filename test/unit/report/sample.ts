import type { PlannedService } from "../../../src/model/plan.js";
import type { SlimImage } from "../../../src/model/slim-image.js";
import type { Combination, Variant } from "../../../src/model/stack.js";
import type { CheckVerdict, Evidence, ServiceVerdict, Trial, TrialPurpose } from "../../../src/model/trial.js";
import type { ReportInput } from "../../../src/report/index.js";

export const planned = (name: string, fields: Partial<PlannedService> = {}): PlannedService => ({
  name,
  image: `registry.example/shop/${name}:1.2`,
  imageId: `sha256:${name}`,
  bytes: 500_000_000,
  variant: "slim",
  why: "planned slim",
  policy: "balanced",
  level: 0,
  ports: [80],
  probe: { source: "http", name: "http /health", why: "port 80", probes: [] },
  ...fields,
});

export const slimImage = (service: string, fields: Partial<SlimImage> = {}): SlimImage => ({
  service,
  originalId: `sha256:${service}`,
  originalRef: `registry.example/shop/${service}:1.2`,
  id: `sha256:${service}-slim`,
  ref: `registry.example/shop/${service}:1.2-slim`,
  policy: "balanced",
  originalBytes: 400_000_000,
  slimBytes: 80_000_000,
  originalFiles: 12_345,
  slimFiles: 678,
  bytesByRule: { observed: 80_000_000 },
  warnings: [],
  originalLayers: [
    { diffId: "sha256:base", bytes: 300_000_000 },
    { diffId: `sha256:${service}`, bytes: 130_000_000 },
  ],
  layers: [
    { diffId: "sha256:common", bytes: 60_000_000 },
    { diffId: `sha256:${service}-own`, bytes: 21_000_000 },
  ],
  ...fields,
});

export const combination = (services: Readonly<Record<string, Variant>>): Combination => services;

export type Failures = Readonly<Record<string, readonly Evidence[]>>;

export const trial = (
  boot: number,
  purpose: TrialPurpose,
  variants: Combination,
  {
    failures = {},
    checks = {},
    restarts = {},
  }: { failures?: Failures; checks?: Readonly<Record<string, string>>; restarts?: Readonly<Record<string, number>> } = {},
): Trial => {
  const services: readonly ServiceVerdict[] = Object.entries(variants).map(([service, variant]) => ({
    service,
    variant,
    pass: failures[service] === undefined,
    restarts: restarts[service] ?? 0,
    evidence: failures[service] ?? [],
  }));
  const all = purpose === "profile" ? ["login"] : ["login", "order flow"];
  const verdicts: readonly CheckVerdict[] = all.map((name) => ({
    name,
    use: name === "login" ? "training" : "held-out",
    pass: checks[name] === undefined,
    ...(checks[name] === undefined ? {} : { error: checks[name] }),
    services: ["front-end"],
    ms: 1234,
  }));
  return {
    boot,
    purpose,
    combination: variants,
    pass: Object.keys(failures).length === 0 && Object.keys(checks).length === 0,
    services,
    checks: verdicts,
    seconds: { boot: 20, probes: 3, checks: 4.25, teardown: 2 },
    why: `why boot ${boot}`,
  };
};

const ORIGINAL = combination({ db: "original", cart: "original", "front-end": "original", vendor: "original" });
const ALL_SLIM = combination({ db: "slim", cart: "slim", "front-end": "slim", vendor: "original" });
const WITHOUT_CART = combination({ db: "slim", cart: "original", "front-end": "slim", vendor: "original" });
const ONLY_CART = combination({ db: "original", cart: "slim", "front-end": "original", vendor: "original" });

/** A run in which cart cannot be slim, db was repaired, and vendor's image is not in the engine and stays original as configured. */
export const sampleRun = {
  plan: {
    version: 1,
    project: "shop",
    files: ["/home/me/shop/compose.yml"],
    services: [
      planned("db", { probe: { source: "catalogue", name: "postgres", why: "image name", probes: [] } }),
      planned("cart"),
      planned("front-end"),
      {
        ...planned("vendor", { variant: "original", why: "slim: false, vendor image", bytesUnknown: "not in the engine" }),
        bytes: undefined,
      } as unknown as PlannedService,
    ].map(({ bytes, ...rest }) => (bytes === undefined ? rest : { ...rest, bytes })),
    edges: [{ from: "cart", to: "db", origin: "environment", detail: "DB_HOST", port: 5432 }],
    cycles: [],
    checks: [
      { name: "login", use: "training" },
      { name: "order flow", use: "held-out" },
    ],
    warnings: ["front-end: published port 80"],
  },
  emitted: ["/home/me/shop/compose.slim.yml"],
  outcome: { label: "MAXIMAL", why: "cart fails whenever it is slim; everything else is slim.", combination: WITHOUT_CART },
  slimImages: [slimImage("db"), slimImage("cart"), slimImage("front-end", { warnings: ["kept a broken link"] })],
  trials: [
    trial(1, "profile", ORIGINAL, { restarts: { db: 1 } }),
    trial(2, "all-slim", ALL_SLIM, {
      failures: {
        cart: [
          { kind: "missing-file", detail: "asked for a file that its slim image lacks", paths: ["/usr/lib/libfoo.so.1"] },
          { kind: "log", detail: "starting\n\u001b[31merror\u001b[0m: cannot open | <libfoo>\u0007" },
        ],
      },
      checks: { "order flow": "step 3: POST /orders: expected 201, got 503" },
    }),
    trial(3, "search", ONLY_CART, { failures: { cart: [{ kind: "exit", detail: "exit 127" }] } }),
    trial(4, "final", WITHOUT_CART, { restarts: { db: 1 } }),
  ],
  repairs: {
    db: [{ rung: "exact path", paths: ["/usr/share/zoneinfo/UTC"], files: 1, bytesAdded: 118, why: "looked for and not there", boot: 2 }],
  },
  suggestions: { db: { keep: ["/usr/share/zoneinfo/UTC"] } },
  seconds: { plan: 0.4, profile: 71.2, slim: 20, trials: 140.5, emit: 0.1 },
  peakRssBytes: 150_000_000,
  observedEdges: [{ from: "front-end", to: "cart", origin: "observed", detail: "connect" }],
} as const satisfies ReportInput;

/** The same run with nothing wrong. */
export const cleanRun: ReportInput = {
  ...sampleRun,
  plan: { ...sampleRun.plan, services: sampleRun.plan.services.slice(0, 3) },
  outcome: {
    label: "PROVEN MAXIMUM",
    why: "every service is slim and passed.",
    combination: combination({ db: "slim", cart: "slim", "front-end": "slim" }),
  },
  trials: [
    trial(1, "profile", combination({ db: "original", cart: "original", "front-end": "original" })),
    trial(2, "final", combination({ db: "slim", cart: "slim", "front-end": "slim" })),
  ],
  repairs: {},
};
