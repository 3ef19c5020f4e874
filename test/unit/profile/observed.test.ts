import { describe, expect, test } from "vitest";
import type { FactKind, Trace } from "../../../src/model/trace.js";
import { observedEdges, observedPorts } from "../../../src/profile/observed.js";

const trace = (service: string, ...facts: readonly (readonly [FactKind, string])[]): Trace => ({
  service,
  facts: facts.map(([kind, path]) => ({ at: 0, kind, state: "c", path, final: "-" })),
});
const addresses = new Map([
  ["172.18.0.2", "db"],
  ["172.18.0.3", "web"],
]);

describe("who talks to whom, by connect()", () => {
  test.each<[string, Trace, readonly string[]]>([
    ["IPv4", trace("web", ["connect", "inet:172.18.0.2:5432"]), ["web>db:5432"]],
    ["IPv4 in IPv6, as Java asks", trace("web", ["connect", "inet6:[::ffff:172.18.0.2]:5432"]), ["web>db:5432"]],
    ["a datagram", trace("web", ["sendto", "inet:172.18.0.2:8125"]), ["web>db:8125"]],
    ["the same twice is once", trace("web", ["connect", "inet:172.18.0.2:1"], ["sendto", "inet:172.18.0.2:1"]), ["web>db:1"]],
    [
      "Docker's DNS, address sorting, itself, strangers and unix sockets are none",
      trace(
        "web",
        ["connect", "inet:127.0.0.11:53"],
        ["connect", "inet:172.18.0.2:0"],
        ["connect", "inet:172.18.0.3:80"],
        ["connect", "inet:9.9.9.9:443"],
        ["connect", "unix:/run/x.sock"],
      ),
      [],
    ],
  ])("%s", (_, seen, expected) => {
    expect(observedEdges([seen], addresses).map(({ from, to, port }) => `${from}>${to}:${String(port)}`)).toEqual(expected);
  });
});

test("bound ports, each once, ephemeral ones left out", () => {
  expect(
    observedPorts(
      trace(
        "web",
        ["bind", "inet:0.0.0.0:8080"],
        ["bind", "inet6:[::]:80"],
        ["bind", "inet:127.0.0.1:80"],
        ["bind", "inet:0.0.0.0:0"],
        ["bind", "unix:/x"],
      ),
    ),
  ).toEqual([80, 8080]);
});
