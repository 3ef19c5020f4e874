import { expect, test } from "vitest";
import type { ComposeModel } from "../../../src/model/compose-model.js";
import { ownVolumes, withTenants } from "../../../src/stack/swap-parts.js";

const model: ComposeModel = {
  name: "p",
  services: {
    web: {
      volumes: [
        { type: "volume", source: "shared", target: "/s" },
        { type: "bind", source: "/home", target: "/h" },
      ],
    },
    sidecar: { network_mode: "service:web" },
    tail: { pid: "service:sidecar", ipc: "shareable" },
    db: {
      volumes: [
        { type: "volume", source: "data", target: "/d" },
        { type: "volume", source: "shared", target: "/s" },
        { type: "volume", source: "gate", target: "/g" },
        { type: "volume", target: "/anonymous" },
      ],
    },
  },
  volumes: { data: {}, shared: {}, gate: { name: "the-gate", external: true }, named: { name: "n" } },
};

test.each<[readonly string[], readonly string[]]>([
  [["web"], ["web", "sidecar", "tail"]],
  [["tail"], ["tail"]],
  [["db"], ["db"]],
])("with %j go %j, who live in their namespaces", (services, all) => {
  expect(withTenants(services, model)).toEqual(all);
});

test.each<[readonly string[], readonly string[]]>([
  [["db"], ["p_data"]],
  [
    ["db", "web"],
    ["p_data", "p_shared"],
  ],
  [["sidecar"], []],
])("%j alone mount %j, which a trial made", (services, volumes) => {
  expect([...ownVolumes(services, model)].sort()).toEqual(volumes);
});
