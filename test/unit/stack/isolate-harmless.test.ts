import fc from "fast-check";
import { expect, test } from "vitest";
import { StackSlimError } from "../../../src/model/errors.js";
import { kindByName } from "../../../src/stack/isolate-mounts.js";
import { isolate } from "../../../src/stack/isolate.js";
import { composeModels, stackOfModel } from "./compose-models.js";
import { harms } from "./harms.js";

const options = { project: "trial", run: "r1", images: {}, probePorts: { web: [80], db: [5432] }, scratchDir: "/scratch" };
const special = (path: string): boolean => ["socket", "device"].includes(kindByName(path));

test("nothing of any stack's trial meets, reaches or changes what is the user's", () => {
  fc.assert(
    fc.property(composeModels, fc.boolean(), (model, cloneVolumes) => {
      try {
        const {
          model: trial,
          refused,
          copies,
        } = isolate(stackOfModel(model), { ...options, ...(cloneVolumes ? { cloned: new Set(Object.keys(model.volumes ?? {})) } : {}) });
        expect(harms(trial, { scratch: "/scratch", project: "trial", isSpecial: special })).toEqual([]);
        expect([...Object.keys(trial.services), ...refused.map(({ service }) => service)].sort()).toEqual(
          Object.keys(model.services).sort(),
        );
        for (const { to } of copies) expect(to.startsWith("/scratch/")).toBe(true);
        for (const service of Object.values(trial.services))
          for (const other of Object.keys(service.depends_on ?? {})) expect(Object.keys(trial.services)).toContain(other);
      } catch (error) {
        if (!(error instanceof StackSlimError)) throw error;
        expect(error.code).toBe("isolate.nothing-left");
      }
    }),
    { numRuns: 600, seed: 20 },
  );
});

test("the checker finds each kind of harm", () => {
  const model = {
    name: "shop",
    services: {
      a: {
        image: "x:1",
        container_name: "c",
        pull_policy: "always",
        network_mode: "host",
        ipc: "host",
        ports: [{ target: 80, published: "80" }],
        volumes: [{ type: "bind" as const, source: "/p/d", target: "/d", bind: { propagation: "rshared" } }],
        labels: { "traefik.enable": "true" },
        environment: { VIRTUAL_HOST: "x" },
        networks: { n: { ipv4_address: "172.30.0.5" } },
      },
    },
    networks: { n: { external: true, name: "shared" } },
    volumes: { v: { name: "data" } },
  };
  expect(harms(model, { scratch: "/scratch", project: "trial", isSpecial: () => false })).toHaveLength(15);
});
