import { describe, expect, test } from "vitest";
import type { ComposeModel, ComposeService } from "../../../src/model/compose-model.js";
import type { Stack } from "../../../src/model/stack.js";
import { escapeDollars } from "../../../src/stack/escape-dollars.js";
import { isolate } from "../../../src/stack/isolate.js";
import { passOver } from "../../../src/stack/isolate-labels.js";
import type { IsolateOptions } from "../../../src/stack/isolate-options.js";

const options: IsolateOptions = { project: "trial", run: "r1", images: {}, probePorts: {}, scratchDir: "/scratch" };
const ours = { "stack-slim.run": "r1", "stack-slim.role": "trial" };
const onService = { ...passOver, ...ours };

const stackOf = (services: Record<string, Partial<ComposeService>>, rest: Partial<ComposeModel> = {}): Stack => {
  const full = Object.fromEntries(
    Object.entries(services).map(([name, spec]) => [name, { image: `${name}:1`, ...spec } as ComposeService]),
  );
  const model: ComposeModel = { name: "shop", ...rest, services: full };
  return {
    source: { files: ["/p/compose.yml"], projectDirectory: "/p", profiles: [], envFiles: [] },
    model,
    services: Object.entries(full).map(([name, spec]) => ({
      name,
      image: spec.image ?? `shop-${name}`,
      builds: spec.build !== undefined,
      spec,
    })),
  };
};
const isolated = (
  services: Record<string, Partial<ComposeService>>,
  rest: Partial<ComposeModel> = {},
  more: Partial<IsolateOptions> = {},
) => isolate(stackOf(services, rest), { ...options, ...more });
const one = (spec: Partial<ComposeService>, more: Partial<IsolateOptions> = {}) => {
  const result = isolated({ a: spec }, {}, more);
  return { ...result, service: result.model.services.a };
};

describe("fields of a service", () => {
  const port = (target: number, protocol = "tcp") => ({ mode: "ingress", host_ip: "127.0.0.1", target, protocol });
  test.each<[string, Partial<ComposeService>, Record<string, unknown>, string[]]>([
    ["container_name goes", { container_name: "mine" }, { container_name: undefined }, []],
    ["build goes, the image stays", { build: { context: "." }, image: "x:1" }, { build: undefined, image: "x:1" }, []],
    ["nothing is pulled", { pull_policy: "always" }, { pull_policy: "never" }, []],
    ["profiles go", { profiles: ["p"] }, { profiles: undefined }, []],
    ["develop goes", { develop: { watch: [] } }, { develop: undefined }, []],
    ["restart stays", { restart: "always" }, { restart: "always" }, []],
    [
      "replicas and limits stay",
      { deploy: { replicas: 2, resources: { limits: { cpus: 1 } } } },
      { deploy: { replicas: 2, resources: { limits: { cpus: 1, pids: 4096 } } } },
      [],
    ],
    ["scale stays", { scale: 3 }, { scale: 3 }, []],
    ["a chosen hardware address goes", { mac_address: "02:00:00:00:00:01" }, { mac_address: undefined }, ["hardware address"]],
    ["external links go", { external_links: ["db:d"] }, { external_links: undefined }, ["external links db:d"]],
    ["links stay", { links: ["a:b"] }, { links: ["a:b"] }, []],
    ["cgroup_parent goes", { cgroup_parent: "m" }, { cgroup_parent: undefined }, ["cgroup_parent"]],
    ["host ipc is its own", { ipc: "host" }, { ipc: undefined }, ["shared memory"]],
    ["shareable ipc stays", { ipc: "shareable" }, { ipc: "shareable" }, []],
    ["host pid stays, said", { pid: "host" }, { pid: "host" }, ["processes of the host"]],
    ["privileged stays, said", { privileged: true }, { privileged: true }, ["privileged"]],
    ["devices stay, said", { devices: [{ source: "/dev/fuse" }] }, { devices: [{ source: "/dev/fuse" }] }, ["devices"]],
    [
      "logs are bounded",
      { logging: { driver: "syslog" } },
      { logging: { driver: "json-file", options: { "max-size": "16m", "max-file": "2" } } },
      [],
    ],
    [
      "hardening stays",
      { read_only: true, cap_drop: ["all"], user: "1", sysctls: { a: "1" }, ulimits: { nproc: 5 }, init: true },
      { read_only: true, cap_drop: ["all"], user: "1", sysctls: { a: "1" }, ulimits: { nproc: 5 }, init: true },
      [],
    ],
    [
      "limits of zero come back, which compose leaves out",
      { ulimits: { core: {}, nofile: { hard: 9 }, nproc: 5 } },
      { ulimits: { core: 0, nofile: { soft: 0, hard: 9 }, nproc: 5 } },
      [],
    ],
    [
      "program, names and times stay",
      { command: ["a"], entrypoint: ["b"], hostname: "h", platform: "linux/amd64", stop_grace_period: "30s", environment: { A: "$x" } },
      { command: ["a"], entrypoint: ["b"], hostname: "h", platform: "linux/amd64", stop_grace_period: "30s", environment: { A: "$x" } },
      [],
    ],
    ["tmpfs and unknown fields stay", { tmpfs: ["/tmp"], "x-team": "a" }, { tmpfs: ["/tmp"], "x-team": "a" }, []],
    [
      "published ports become ephemeral",
      { ports: [{ target: 80, published: "80", protocol: "tcp", host_ip: "0.0.0.0" }] },
      { ports: [port(80)] },
      [],
    ],
    [
      "udp and ranges too",
      {
        ports: [
          { target: 53, published: "53", protocol: "udp" },
          { target: 5, published: "6-7", mode: "host" },
        ],
      },
      { ports: [port(53, "udp"), port(5)] },
      [],
    ],
    ["no network, no ports", { network_mode: "none", ports: [{ target: 80 }] }, { network_mode: "none", ports: undefined }, []],
    ["the default bridge stays", { network_mode: "bridge" }, { network_mode: "bridge" }, []],
    [
      "routing labels go",
      { labels: { "traefik.enable": "true", "com.docker.compose.x": "1", "caddy.reverse_proxy": "x", team: "a" } },
      { labels: { team: "a", ...onService } },
      ["traefik.enable"],
    ],
    [
      "routing labels of deploy too",
      { deploy: { labels: { "traefik.enable": "true", team: "a" } } },
      { deploy: { labels: { team: "a" } } },
      [],
    ],
    [
      "a slow healthcheck is asked sooner, as long",
      { healthcheck: { test: ["CMD", "x"], interval: "1m30s", retries: 3, timeout: "10s", start_period: "40s" } },
      { healthcheck: { test: ["CMD", "x"], interval: "2s", retries: 159, timeout: "10s" } },
      [],
    ],
    [
      "defaults of a healthcheck count",
      { healthcheck: { test: ["CMD", "x"] } },
      { healthcheck: { test: ["CMD", "x"], interval: "2s", retries: 46 } },
      [],
    ],
    [
      "a quick healthcheck stays",
      { healthcheck: { test: ["CMD", "x"], interval: "500ms", retries: 9 } },
      { healthcheck: { test: ["CMD", "x"], interval: "500ms", retries: 9 } },
      [],
    ],
    ["a disabled healthcheck stays", { healthcheck: { disable: true } }, { healthcheck: { disable: true } }, []],
    ["timing of the image's healthcheck stays", { healthcheck: { interval: "1m" } }, { healthcheck: { interval: "1m" } }, []],
  ])("%s", (_what, given, expected, said) => {
    const { service, warnings } = one(given);
    for (const [field, value] of Object.entries(expected)) expect(service?.[field], field).toEqual(value);
    expect(warnings).toHaveLength(said.length);
    said.forEach((words, index) => expect(warnings[index]).toContain(words));
  });

  test("images, project and labels are the trial's", () => {
    const { model } = isolated(
      { a: {}, b: {} },
      { networks: { default: { name: "shop_default" } }, volumes: { v: { name: "shop_v" } } },
      { images: { a: "a:1-slim" } },
    );
    expect(model.name).toBe("trial");
    expect([model.services.a?.image, model.services.b?.image]).toEqual(["a:1-slim", "b:1"]);
    expect([model.services.a?.labels, model.networks?.default, model.volumes?.v]).toEqual([onService, { labels: ours }, { labels: ours }]);
  });

  test("probe ports are published, once", () => {
    const { service } = one({ ports: [{ target: 80, published: "8080", protocol: "tcp" }] }, { probePorts: { a: [80, 9000] } });
    expect(service?.ports).toEqual([port(80), port(9000)]);
  });

  test("UDP ports to be probed are published as such, beside a TCP port of the same number", () => {
    const { service } = one({}, { probePorts: { a: [53] }, udpProbePorts: { a: [53] } });
    expect(service?.ports).toEqual([port(53), { ...port(53), protocol: "udp" }]);
  });

  test("a service in another one's network has its ports published by that one", () => {
    const { model, portOwners } = isolated(
      { a: { ports: [{ target: 80 }] }, b: { network_mode: "service:a" } },
      {},
      { probePorts: { b: [9000] } },
    );
    expect(model.services.a?.ports).toEqual([port(80), port(9000)]);
    expect(model.services.b?.ports).toBeUndefined();
    expect(portOwners).toEqual({ b: "a" });
  });

  test("the container's name is an alias on every network, aliases stay, addresses go", () => {
    const { model, warnings } = isolated(
      { a: { container_name: "mine", networks: { n: { aliases: ["x"], ipv4_address: "172.30.0.5", priority: 3 }, m: null } } },
      { networks: { n: {}, m: {} } },
    );
    expect(model.services.a?.networks).toEqual({ n: { aliases: ["x", "mine"], priority: 3 }, m: { aliases: ["mine"] } });
    expect(warnings).toEqual(["a: its fixed address on network n is left to the engine"]);
  });

  test("nothing in a trial leads to a fixed address that the running stack has", () => {
    const { model } = isolated(
      {
        db: { networks: { n: { ipv4_address: "172.30.0.5" } } },
        web: {
          networks: { n: null },
          extra_hosts: ["store=172.30.0.5", "x=1.2.3.4"],
          dns: ["172.30.0.5", "8.8.8.8"],
          environment: { URL: "pg://172.30.0.5:5432/a", NEAR: "172.30.0.55", NONE: null },
          command: ["-h", "172.30.0.5"],
        },
      },
      { networks: { n: {} } },
    );
    expect(model.services.web).toMatchObject({
      extra_hosts: ["x=1.2.3.4"],
      dns: ["8.8.8.8"],
      environment: { URL: "pg://db:5432/a", NEAR: "172.30.0.55", NONE: null },
      command: ["-h", "db"],
    });
    expect(model.services.db?.networks).toEqual({ n: { aliases: ["store"] } });
  });
});

describe("networks", () => {
  test.each<[string, Record<string, unknown>, Record<string, unknown>, number]>([
    ["a name of its own goes", { name: "fixed" }, {}, 0],
    ["external is replaced", { name: "shared", external: true, ipam: {} }, {}, 1],
    ["the external none stays closed", { name: "none", external: true }, { internal: true }, 1],
    ["a subnet goes", { ipam: { config: [{ subnet: "172.30.0.0/16" }] } }, {}, 1],
    ["an empty ipam goes silently", { ipam: {} }, {}, 0],
    ["macvlan is a bridge", { driver: "macvlan", driver_opts: { parent: "eth0" } }, {}, 2],
    ["overlay is a bridge", { driver: "overlay", attachable: true }, { attachable: true }, 1],
    [
      "a bridge's host name goes, its mtu stays",
      { driver: "bridge", driver_opts: { "com.docker.network.bridge.name": "br0", "com.docker.network.driver.mtu": "1400" } },
      { driver_opts: { "com.docker.network.driver.mtu": "1400" } },
      1,
    ],
    ["IPv6 goes with its subnet", { enable_ipv6: true }, {}, 1],
    ["internal stays", { internal: true }, { internal: true }, 0],
  ])("%s", (_what, network, expected, said) => {
    const { model, warnings } = isolated({ a: { networks: { n: null } } }, { networks: { n: network } });
    expect(model.networks?.n).toEqual({ ...expected, labels: ours });
    expect(warnings).toHaveLength(said);
  });

  test("a service on internal networks only is reached through a network of its own", () => {
    const networks = { inner: { internal: true }, outer: {} };
    const { model } = isolated(
      { db: { networks: { inner: null } }, web: { networks: { inner: null, outer: null } } },
      { networks },
      { probePorts: { db: [5432], web: [80] } },
    );
    expect(Object.keys(model.services.db?.networks ?? {})).toEqual(["inner", "stack-slim-ports-db"]);
    expect(Object.keys(model.services.web?.networks ?? {})).toEqual(["inner", "outer"]);
    expect(model.networks?.["stack-slim-ports-db"]).toMatchObject({
      driver_opts: { "com.docker.network.bridge.enable_ip_masquerade": "false" },
    });
  });
});

describe("volumes and mounts", () => {
  test.each<[string, Record<string, unknown>, Record<string, unknown>, number]>([
    ["a name of its own goes", { name: "fixed" }, {}, 0],
    ["external is replaced by an empty one", { name: "v", external: true }, {}, 1],
    ["a network share is the user's data", { driver: "local", driver_opts: { type: "nfs", device: ":/x" } }, {}, 1],
    ["a bind in disguise too", { driver_opts: { type: "none", o: "bind", device: "/data" } }, {}, 1],
    [
      "memory stays",
      { driver_opts: { type: "tmpfs", device: "tmpfs" } },
      { driver: "local", driver_opts: { type: "tmpfs", device: "tmpfs" } },
      0,
    ],
    ["another driver is local", { driver: "rexray" }, {}, 1],
    ["labels stay", { labels: { team: "a", "com.docker.compose.volume": "x" } }, { labels: { team: "a", ...ours } }, 0],
  ])("volume: %s", (_what, volume, expected, said) => {
    const { model, warnings } = isolated({ a: {} }, { volumes: { v: volume } });
    expect(model.volumes?.v).toEqual({ labels: ours, ...expected });
    expect(warnings).toHaveLength(said);
  });

  const bind = (source: string, target: string, read_only?: boolean) => ({
    type: "bind" as const,
    source,
    target,
    ...(read_only ? { read_only } : {}),
  });
  const mountsOf = (...volumes: NonNullable<ComposeService["volumes"]>) => {
    const { service, copies, warnings } = one({ volumes });
    return {
      sources: service?.volumes?.map(({ source, read_only }) => [source, read_only ?? false]),
      copies: copies.map(({ source, to }) => [source, to]),
      warnings,
    };
  };
  test.each<[string, NonNullable<ComposeService["volumes"]>, unknown[], unknown[], string[]]>([
    ["a read-only bind stays", [bind("/p/conf", "/conf", true)], [["/p/conf", true]], [], []],
    [
      "a writable bind is a copy",
      [bind("/p/data", "/data")],
      [["/scratch/binds/1-data", false]],
      [["/p/data", "/scratch/binds/1-data"]],
      [],
    ],
    [
      "what is read elsewhere comes from the copy",
      [bind("/p/data", "/data"), bind("/p/data/www", "/www", true)],
      [
        ["/scratch/binds/1-data", false],
        ["/scratch/binds/1-data/www", true],
      ],
      [["/p/data", "/scratch/binds/1-data"]],
      [],
    ],
    [
      "folders that only look alike are two",
      [bind("/p/a", "/a"), bind("/p/ab", "/ab")],
      [
        ["/scratch/binds/1-a", false],
        ["/scratch/binds/2-ab", false],
      ],
      [
        ["/p/a", "/scratch/binds/1-a"],
        ["/p/ab", "/scratch/binds/2-ab"],
      ],
      [],
    ],
    [
      "a folder in a folder needs one copy",
      [bind("/p/a/b", "/b"), bind("/p/a", "/a")],
      [
        ["/scratch/binds/1-a/b", false],
        ["/scratch/binds/1-a", false],
      ],
      [["/p/a", "/scratch/binds/1-a"]],
      [],
    ],
    [
      "the engine's socket is passed, said",
      [bind("/var/run/docker.sock", "/s")],
      [["/var/run/docker.sock", false]],
      [],
      ["the engine's socket"],
    ],
    ["a device is passed, said", [bind("/dev/snd", "/dev/snd")], [["/dev/snd", false]], [], ["device"]],
    [
      "the host's own trees are read-only",
      [bind("/sys", "/sys"), bind("/", "/rootfs"), bind("/lib/modules", "/m")],
      [
        ["/sys", true],
        ["/", true],
        ["/lib/modules", true],
      ],
      [],
      ["/sys", "/ is", "/lib/modules"],
    ],
    [
      "named and nameless volumes stay",
      [
        { type: "volume", source: "v", target: "/v" },
        { type: "volume", target: "/w" },
      ],
      [
        ["v", false],
        [undefined, false],
      ],
      [],
      [],
    ],
    [
      "a subpath is a volume of its own",
      [{ type: "volume", source: "v", target: "/v", volume: { subpath: "a/b" } }],
      [["v--a_b", false]],
      [],
      ["subpath"],
    ],
    ["memory stays", [{ type: "tmpfs", target: "/t", tmpfs: { size: "10" } }], [[undefined, false]], [], []],
  ])("mount: %s", (_what, volumes, sources, copies, said) => {
    const result = mountsOf(...volumes);
    expect(result.sources).toEqual(sources);
    expect(result.copies).toEqual(copies);
    expect(result.warnings).toHaveLength(said.length);
    said.forEach((words, index) => expect(result.warnings[index]).toContain(words));
  });

  test("services that share a writable folder share its copy", () => {
    const { model, copies } = isolated({ a: { volumes: [bind("/p/d", "/d")] }, b: { volumes: [bind("/p/d", "/x", true)] } });
    expect([model.services.a?.volumes?.[0]?.source, model.services.b?.volumes?.[0]?.source]).toEqual([
      "/scratch/binds/1-d",
      "/scratch/binds/1-d",
    ]);
    expect(copies).toHaveLength(1);
  });

  test("a missing source is made in the scratch folder, not in the user's tree", () => {
    const { service, copies } = one({ volumes: [bind("/p/no", "/no", true)] }, { sourceKind: () => "absent" });
    expect(service?.volumes?.[0]?.source).toBe("/scratch/binds/1-no");
    expect(copies).toMatchObject([{ to: "/scratch/binds/1-no", absent: true }]);
  });

  test("propagation of a copied mount goes", () => {
    const { service } = one({ volumes: [{ ...bind("/p/d", "/d"), bind: { propagation: "rshared", selinux: "z" } }] });
    expect(service?.volumes?.[0]?.bind).toEqual({ selinux: "z" });
  });
});

describe("what can't be isolated", () => {
  test.each<[string, Partial<ComposeService>, string]>([
    ["the host's network", { network_mode: "host" }, "host's network"],
    ["the host's network by an external name", { networks: { h: null } }, "host's network"],
    ["a foreign container's network", { network_mode: "container:x" }, "container:x"],
    ["a foreign container's processes", { pid: "container:x" }, "container:x"],
    ["a foreign container's volumes", { volumes_from: ["container:x:ro"] }, "container:x"],
    ["a provider", { provider: { type: "x" } }, "provider"],
    ["a cluster volume", { volumes: [{ type: "cluster", source: "v", target: "/v" }] }, "cluster"],
  ])("%s", (_what, spec, reason) => {
    const { model, refused } = isolated({ a: spec, b: {} }, { networks: { h: { name: "host", external: true } } });
    expect(Object.keys(model.services)).toEqual(["b"]);
    expect(refused).toEqual([{ service: "a", reason: expect.stringContaining(reason) }]);
  });

  test("who lives in a refused service is refused, who needs it starts without", () => {
    const needs = { condition: "service_started" };
    const { model, refused } = isolated({
      c: { network_mode: "service:b" },
      b: { volumes_from: ["a:ro"] },
      a: { network_mode: "host" },
      d: { depends_on: { a: needs, e: needs }, links: ["a:x", "e"] },
      e: {},
    });
    expect(refused.map(({ service }) => service).sort()).toEqual(["a", "b", "c"]);
    expect(model.services.d).toMatchObject({ depends_on: { e: needs }, links: ["e"] });
  });

  test("the engine's socket can be denied", () => {
    const socket = { volumes: [{ type: "bind" as const, source: "/var/run/docker.sock", target: "/s" }] };
    expect(isolated({ a: socket, b: {} }, {}, { denyDockerSocket: true }).refused).toHaveLength(1);
    expect(one(socket).refused).toHaveLength(0);
  });

  test.each(["secrets", "configs"] as const)("external %s are an error where they are used", (kind) => {
    const objects = { [kind]: { s: { name: "s", external: true }, f: { name: "shop_f", file: "/p/f" } } };
    expect(() => isolated({ a: { [kind]: [{ source: "s" }] } }, objects)).toThrow(/service a: .* s is external/);
    expect(isolated({ a: { [kind]: [{ source: "f" }] } }, objects).model[kind]).toEqual({ f: { file: "/p/f" } });
  });

  test("a stack of which nothing is left is an error", () => {
    expect(() => isolated({ a: { network_mode: "host" } })).toThrow(/No service .*a shares the host's network/);
  });

  test("a service without image is an error", () => {
    const stack = stackOf({ a: {} });
    const bare = { ...stack, services: [], model: { ...stack.model, services: { a: {} } } };
    expect(() => isolate(bare, options)).toThrow(/service a has neither/);
  });
});

test("dollars are doubled in every value and in no key", () => {
  expect(escapeDollars({ k$: ["$A", { b: "${C}$$", n: 1, z: null }] })).toEqual({ k$: ["$$A", { b: "$${C}$$$$", n: 1, z: null }] });
});

test("the same stack isolates to the same bytes and stays as it was", () => {
  const stack = stackOf({ a: { container_name: "x", volumes: [{ type: "bind", source: "/p/d", target: "/d" }] } });
  const before = JSON.stringify(stack);
  expect(JSON.stringify(isolate(stack, options))).toBe(JSON.stringify(isolate(stack, options)));
  expect(JSON.stringify(stack)).toBe(before);
});
