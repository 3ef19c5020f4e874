import { describe, expect, test } from "vitest";
import type { ComposeModel, ComposeService } from "../../../src/model/compose-model.js";
import { isolate } from "../../../src/stack/isolate.js";
import { passOver } from "../../../src/stack/isolate-labels.js";
import type { IsolateOptions } from "../../../src/stack/isolate-options.js";
import { stackOfModel } from "./compose-models.js";

const options: IsolateOptions = { project: "trial", run: "r1", images: {}, probePorts: {}, scratchDir: "/scratch" };
const isolated = (
  services: Record<string, Partial<ComposeService>>,
  rest: Partial<ComposeModel> = {},
  more: Partial<IsolateOptions> = {},
) => {
  const full = Object.fromEntries(Object.entries(services).map(([name, spec]) => [name, { image: `${name}:1`, ...spec }]));
  return isolate(stackOfModel({ name: "shop", ...rest, services: full }), { ...options, ...more });
};
const one = (spec: Partial<ComposeService>, more: Partial<IsolateOptions> = {}) => {
  const result = isolated({ a: spec }, {}, more);
  return { ...result, service: result.model.services.a };
};

/**
 * Every field that the compose specification gives a service, with a value that shows what becomes of it. `stays`: as it is; `goes`: it is not in a trial;
 * an object: what takes its place; a text: the service is refused, for this reason. Source: compose-spec, schema/compose-spec.json.
 */
const fields: readonly (readonly [keyof ComposeService & string, unknown, "stays" | "goes" | { readonly is: unknown } | RegExp, number])[] =
  [
    ["annotations", { a: "b" }, "stays", 0],
    ["attach", false, "stays", 0],
    ["blkio_config", { weight: 300 }, "stays", 0],
    ["build", { context: "/p" }, "goes", 0],
    ["cap_add", ["NET_ADMIN"], "stays", 0],
    ["cap_drop", ["ALL"], "stays", 0],
    ["cgroup", "private", "stays", 0],
    ["cgroup", "host", "stays", 1],
    ["cgroup_parent", "m", "goes", 1],
    ["command", ["x"], "stays", 0],
    ["configs", [{ source: "c", target: "/c", uid: "1", mode: 288 }], "stays", 0],
    ["container_name", "mine", "goes", 0],
    ["cpu_count", 2, "stays", 0],
    ["cpu_percent", 50, "stays", 0],
    ["cpu_period", "1000", "stays", 0],
    ["cpu_quota", "500", "stays", 0],
    ["cpu_rt_period", "1000", "stays", 0],
    ["cpu_rt_runtime", "950", "stays", 0],
    ["cpu_shares", 73, "stays", 0],
    ["cpus", 0.5, "stays", 0],
    ["cpuset", "0", "stays", 0],
    ["credential_spec", { file: "x" }, "stays", 0],
    ["depends_on", { b: { condition: "service_healthy", restart: true, required: true } }, "stays", 0],
    ["depends_on", { b: { condition: "service_completed_successfully", required: false } }, "stays", 0],
    ["depends_on", { b: { condition: "service_started" } }, "stays", 0],
    ["depends_on", { gone: { condition: "service_started", required: false } }, { is: {} }, 1],
    ["deploy", { mode: "global", replicas: 2, restart_policy: { condition: "any" } }, "stays", 0],
    ["deploy", { resources: { limits: { memory: "9" } } }, { is: { resources: { limits: { memory: "9", pids: 4096 } } } }, 0],
    ["deploy", { resources: { limits: { pids: 7 } } }, "stays", 0],
    ["deploy", { resources: { reservations: { memory: "9" } } }, "stays", 0],
    ["deploy", { resources: { reservations: { devices: [{ capabilities: ["gpu"] }] } } }, "stays", 1],
    ["deploy", { labels: { "traefik.enable": "true" } }, { is: { labels: {} } }, 0],
    ["develop", { watch: [{ path: "/p", action: "sync" }] }, "goes", 0],
    ["device_cgroup_rules", ["c 1:3 mr"], "stays", 1],
    ["devices", [{ source: "/dev/fuse", target: "/dev/fuse" }], "stays", 1],
    ["dns", ["192.0.2.1"], "stays", 0],
    ["dns_opt", ["ndots:1"], "stays", 0],
    ["dns_search", ["x.example"], "stays", 0],
    ["domainname", "x.example", "stays", 0],
    ["entrypoint", ["x"], "stays", 0],
    ["env_file", [{ path: "/p/e" }], "goes", 0],
    ["environment", { A: "$x", B: null }, "stays", 0],
    ["environment", { A: "1", VIRTUAL_HOST: "shop.example" }, { is: { A: "1" } }, 1],
    ["expose", ["80"], "stays", 0],
    ["external_links", ["db:d"], "goes", 1],
    ["extra_hosts", ["a=192.0.2.1"], "stays", 0],
    ["extra_hosts", ["host.docker.internal=host-gateway"], "stays", 1],
    ["gpus", [{ driver: "nvidia", count: 1 }], "stays", 1],
    ["group_add", ["1"], "stays", 0],
    ["healthcheck", { disable: true }, "stays", 0],
    ["healthcheck", { test: ["CMD", "x"], interval: "10s", retries: 1 }, { is: { test: ["CMD", "x"], interval: "2s", retries: 6 } }, 0],
    ["hostname", "h", "stays", 0],
    ["image", "x:1", "stays", 0],
    ["init", true, "stays", 0],
    ["ipc", "host", "goes", 1],
    ["ipc", "private", "stays", 0],
    ["ipc", "service:b", "stays", 0],
    ["ipc", "container:x", /container:x/, 1],
    ["isolation", "default", "stays", 0],
    ["label_file", ["/p/l"], "goes", 0],
    ["links", ["b:alias"], "stays", 0],
    [
      "logging",
      { driver: "gelf", options: { "gelf-address": "udp://x" } },
      { is: { driver: "json-file", options: { "max-size": "16m", "max-file": "2" } } },
      0,
    ],
    ["mac_address", "02:00:00:00:00:01", "goes", 1],
    ["mem_limit", "9", "stays", 0],
    ["mem_reservation", "9", "stays", 0],
    ["mem_swappiness", 5, "stays", 0],
    ["memswap_limit", "9", "stays", 0],
    ["models", { llm: null }, "stays", 1],
    ["network_mode", "none", "stays", 0],
    ["network_mode", "bridge", "stays", 0],
    ["network_mode", "service:b", "stays", 0],
    ["network_mode", "host", /host's network/, 1],
    ["network_mode", "container:x", /container:x/, 1],
    ["network_mode", "my_net", /joins a network that isn't part of the stack/, 1],
    ["oom_kill_disable", true, "stays", 0],
    ["oom_score_adj", 5, "stays", 0],
    ["pid", "host", "stays", 1],
    ["pid", "service:b", "stays", 0],
    ["pid", "container:x", /container:x/, 1],
    ["pids_limit", 10, "stays", 0],
    ["pids_limit", -1, "stays", 0],
    ["pids_limit", 0, { is: 4096 }, 0],
    ["platform", "linux/arm64", "stays", 0],
    ["post_start", [{ command: ["x"] }], "stays", 0],
    ["pre_stop", [{ command: ["x"] }], "stays", 0],
    ["privileged", true, "stays", 1],
    ["profiles", ["p"], "goes", 0],
    ["provider", { type: "x" }, /provider/, 1],
    ["pull_policy", "always", { is: "never" }, 0],
    ["pull_policy", "build", { is: "never" }, 0],
    ["pull_refresh_after", "24h", "goes", 0],
    ["read_only", true, "stays", 0],
    ["restart", "unless-stopped", "stays", 0],
    ["runtime", "runsc", "stays", 0],
    ["scale", 2, "stays", 0],
    ["secrets", [{ source: "s", target: "/run/secrets/s" }], "stays", 0],
    ["security_opt", ["no-new-privileges:true", "seccomp=/p/x.json"], "stays", 0],
    ["shm_size", "9", "stays", 0],
    ["stdin_open", true, "stays", 0],
    ["stop_grace_period", "30s", "stays", 0],
    ["stop_grace_period", "1h0m0s", { is: "60s" }, 1],
    ["stop_signal", "SIGINT", "stays", 0],
    ["storage_opt", { size: "1G" }, "stays", 0],
    ["sysctls", { "net.core.somaxconn": "9" }, "stays", 0],
    ["tmpfs", ["/t"], "stays", 0],
    ["tty", true, "stays", 0],
    ["ulimits", { nofile: { soft: 1, hard: 2 } }, "stays", 0],
    ["use_api_socket", true, "stays", 1],
    ["user", "1:1", "stays", 0],
    ["userns_mode", "host", "stays", 0],
    ["uts", "host", "goes", 1],
    ["uts", "private", "stays", 0],
    ["volumes_from", ["b:ro"], "stays", 0],
    ["volumes_from", ["container:x"], /container:x/, 1],
    ["working_dir", "/w", "stays", 0],
    ["x-team", { a: 1 }, "stays", 0],
  ];

const specified = `
  annotations attach blkio_config build cap_add cap_drop cgroup cgroup_parent command configs container_name cpu_count cpu_percent cpu_period cpu_quota
  cpu_rt_period cpu_rt_runtime cpu_shares cpus cpuset credential_spec depends_on deploy develop device_cgroup_rules devices dns dns_opt dns_search
  domainname entrypoint env_file environment expose extends external_links extra_hosts gpus group_add healthcheck hostname image init ipc isolation
  label_file labels links logging mac_address mem_limit mem_reservation mem_swappiness memswap_limit models network_mode networks oom_kill_disable
  oom_score_adj pid pids_limit platform ports post_start pre_stop privileged profiles provider pull_policy pull_refresh_after read_only restart runtime
  scale secrets security_opt shm_size stdin_open stop_grace_period stop_signal storage_opt sysctls tmpfs tty ulimits use_api_socket user userns_mode uts
  volumes volumes_from working_dir`;

describe("every field of a service", () => {
  test.each(fields)("%s %j: %o", (field, value, becomes, said) => {
    const rest = { configs: { c: { content: "x" } }, secrets: { s: { environment: "S" } } };
    const { model, refused, warnings } = isolated({ a: { [field]: value }, b: {} }, rest);
    if (becomes instanceof RegExp) expect(refused).toEqual([{ service: "a", reason: expect.stringMatching(becomes) as string }]);
    else {
      const expected = becomes === "goes" ? undefined : becomes === "stays" ? value : becomes.is;
      expect(model.services.a?.[field]).toEqual(expected);
      expect(refused).toEqual([]);
    }
    expect(warnings).toHaveLength(said);
    if (said > 0) expect(warnings[0]).toMatch(/^a: /);
  });

  test("has a row here, or a table of its own", () => {
    const elsewhere = ["ports", "volumes", "networks", "labels"];
    // Compose resolves it before it prints a model.
    const resolved = ["extends"];
    const rows = new Set([...fields.map(([field]) => field).filter((field) => !field.startsWith("x-")), ...elsewhere, ...resolved]);
    expect([...rows].sort()).toEqual(specified.trim().split(/\s+/).sort());
  });
});

describe("limits of processes", () => {
  test.each<[string, Partial<ComposeService>, number | undefined]>([
    ["none: ours", {}, 4096],
    ["the user's, lower", { pids_limit: 10 }, 10],
    ["the user's, higher", { pids_limit: 100_000 }, 100_000],
    ["none on purpose", { pids_limit: -1 }, -1],
    ["the user may start more", { ulimits: { nproc: 65_535 } }, 65_535],
    ["by both bounds", { ulimits: { nproc: { soft: 10, hard: 9000 } } }, 9000],
    ["fewer by user is another matter", { ulimits: { nproc: 10 } }, 4096],
    ["in deploy", { deploy: { resources: { limits: { pids: 5 } } } }, undefined],
  ])("%s", (_what, spec, pids) => {
    expect(one(spec).service?.pids_limit).toBe(pids);
  });
});

describe("limits of memory, on a machine with 1 GiB", () => {
  const ours = String(768 * 2 ** 20);
  test.each<[string, Partial<ComposeService>, unknown, unknown]>([
    ["none: three quarters", {}, ours, undefined],
    ["the user's, lower", { mem_limit: "9" }, "9", undefined],
    ["the user's, higher", { mem_limit: String(2 ** 40) }, String(2 ** 40), undefined],
    ["none on purpose", { mem_limit: "0" }, ours, undefined],
    ["memory held ready", { mem_reservation: "9" }, undefined, undefined],
    ["with swap", { memswap_limit: "-1" }, undefined, undefined],
    ["in deploy", { deploy: { resources: { limits: { memory: "5" } } } }, undefined, "5"],
    ["another one in deploy", { deploy: { resources: { limits: { cpus: "1" } } } }, undefined, ours],
    ["held ready in deploy", { deploy: { resources: { reservations: { memory: "5" } } } }, undefined, undefined],
  ])("%s", (_what, spec, memory, inDeploy) => {
    const { service } = one(spec, { memoryBytes: 2 ** 30 });
    const resources = service?.deploy?.resources as { limits?: { memory?: unknown } } | undefined;
    expect([service?.["mem_limit"], resources?.limits?.memory]).toEqual([memory, inDeploy]);
  });
  test("are not made up when the machine's is unknown", () => {
    expect(one({}).service?.["mem_limit"]).toBeUndefined();
  });
});

describe("the running stack is not reached through the host", () => {
  const shop = (environment: Record<string, string>, extra: Partial<ComposeService> = {}) =>
    isolated({
      db: {
        ports: [
          { target: 5432, published: "15432", protocol: "tcp" },
          { target: 53, published: "53", protocol: "udp" },
          { target: 9, published: "9-10" },
        ],
      },
      web: { environment, ...extra },
    });
  test.each([
    ["a published port", "pg://u@host.docker.internal:15432/x", "pg://u@db:5432/x"],
    ["several", "host.docker.internal:15432,gateway.docker.internal:15432", "db:5432,db:5432"],
    ["another port of the host", "host.docker.internal:9999", "host.docker.internal:9999"],
    ["a port that only begins like it", "host.docker.internal:154321", "host.docker.internal:154321"],
    ["a udp port", "host.docker.internal:53", "host.docker.internal:53"],
    ["a range", "host.docker.internal:9", "host.docker.internal:9"],
    ["another name's end", "my-host.docker.internal:15432", "my-host.docker.internal:15432"],
  ])("%s", (_what, given, expected) => {
    const { model, warnings } = shop({ URL: given });
    expect(model.services.web?.environment?.URL).toBe(expected);
    expect(warnings.filter((warning) => warning.includes("running stack")).length > 0).toBe(given !== expected);
  });

  test("a name of the file's for the host counts, in commands and healthchecks too", () => {
    const { model, warnings } = shop(
      {},
      { extra_hosts: ["me=host-gateway"], command: ["--db", "me:15432"], healthcheck: { test: ["CMD", "nc", "me:15432"], interval: "1s" } },
    );
    expect([model.services.web?.command, model.services.web?.healthcheck?.test]).toEqual([
      ["--db", "db:5432"],
      ["CMD", "nc", "db:5432"],
    ]);
    expect(warnings.join("\n")).toMatch(/by the name me, as in the file/);
  });
});

test("every container of a trial is passed over by routers and updaters, whatever its own labels say", () => {
  const { service } = one({ labels: { "traefik.enable": "true", "COM.centurylinklabs.watchtower.enable": "true" } });
  expect(service?.labels).toEqual({ ...passOver, "stack-slim.run": "r1", "stack-slim.role": "trial" });
});

describe("the engine's socket", () => {
  test.each(["/var/run/docker.sock", "/run/user/1000/docker.sock", "/run/podman/podman.sock", "/var/run", "/"])(
    "by %s can be denied",
    (source) => {
      const spec = { volumes: [{ type: "bind" as const, source, target: "/s" }] };
      expect(isolated({ a: spec, b: {} }, {}, { denyDockerSocket: true }).refused).toHaveLength(1);
    },
  );
  test("of compose's own field too", () => {
    expect(isolated({ a: { use_api_socket: true }, b: {} }, {}, { denyDockerSocket: true }).refused).toHaveLength(1);
  });
});

describe("cloned volumes", () => {
  const volumes = {
    own: { name: "shop_own" },
    named: { name: "fixed" },
    outside: { name: "shared", external: true },
    share: { name: "shop_share", driver_opts: { type: "nfs", device: ":/x" } },
    memory: { driver_opts: { type: "tmpfs", device: "tmpfs" } },
  };
  const spec = { volumes: [{ type: "volume" as const, source: "own", target: "/v", volume: { subpath: "a" } }] };

  test("are the trial's own, each with the one of the user's that it is copied from", () => {
    const others = ["named", "outside", "share", "memory"].map((source) => ({ type: "volume" as const, source, target: `/${source}` }));
    const cloned = new Set(Object.keys(volumes));
    const { model, volumeClones, warnings } = isolated({ a: spec, b: { volumes: others } }, { volumes }, { cloned });
    expect(volumeClones.map(({ from, to }) => [from, to])).toEqual([
      ["shop_own", "trial_own"],
      ["fixed", "trial_named"],
      ["shared", "trial_outside"],
      ["shop_share", "trial_share"],
    ]);
    expect(volumeClones[0]?.labels).toEqual({
      ...{ "stack-slim.run": "r1", "stack-slim.role": "trial" },
      ...{ "com.docker.compose.project": "trial", "com.docker.compose.volume": "own" },
    });
    for (const volume of Object.values(model.volumes ?? {})) expect([volume?.name, volume?.external]).toEqual([undefined, undefined]);
    expect(model.services.a?.volumes).toEqual(spec.volumes);
    expect(warnings).toEqual([]);
  });

  test("are those alone that are named and that a service mounts; the others begin empty, which is said", () => {
    const mounts = ["own", "named"].map((source) => ({ type: "volume" as const, source, target: `/${source}`, volume: { subpath: "a" } }));
    const { model, volumeClones, warnings } = isolated({ a: { volumes: mounts } }, { volumes }, { cloned: new Set(["named", "outside"]) });
    expect(volumeClones.map(({ from }) => from)).toEqual(["fixed"]);
    expect(model.services.a?.volumes?.map(({ source }) => source)).toEqual(["own--a", "named"]);
    expect(warnings).toEqual([
      "a: the subpath of volume own at /own is an empty volume of its own",
      "volume share: :/x is replaced by an empty volume",
    ]);
  });

  test("are none unless asked for", () => {
    const { volumeClones, warnings } = isolated({ a: spec }, { volumes });
    expect(volumeClones).toEqual([]);
    expect(warnings).toHaveLength(3);
  });
});

describe("mounts of the user's own tree", () => {
  const bind = (source: string, more: object = {}) => ({ type: "bind" as const, source, target: "/t", ...more });
  test.each<[string, object, object]>([
    [
      "mounts made in the container stay there",
      { read_only: true, bind: { propagation: "rshared" } },
      { read_only: true, bind: { propagation: "rslave" } },
    ],
    ["nothing below is writable", { read_only: true, bind: { recursive: "writable" } }, { read_only: true, bind: {} }],
    [
      "what the host mounts still comes in",
      { read_only: true, bind: { propagation: "rslave" } },
      { read_only: true, bind: { propagation: "rslave" } },
    ],
  ])("%s", (_what, given, expected) => {
    expect(one({ volumes: [bind("/p/x", given)] }).service?.volumes).toEqual([bind("/p/x", expected)]);
  });

  test("a link is judged by what it leads to", () => {
    const realPath = (path: string) => path.replace("/p/etc", "/etc").replace("/p/link", "/p/data/sub");
    const { service, copies } = one({ volumes: [bind("/p/etc"), bind("/p/data"), bind("/p/link")] }, { realPath });
    expect(service?.volumes?.map(({ source, read_only: readOnly }) => [source, readOnly ?? false])).toEqual([
      ["/p/etc", true],
      ["/scratch/binds/1-data", false],
      ["/scratch/binds/1-data/sub", false],
    ]);
    expect(copies.map(({ source }) => source)).toEqual(["/p/data"]);
  });
});

test("a network without IPv4 has it in a trial, where IPv6 is off", () => {
  const { model, warnings } = isolated({ a: { networks: { n: null } } }, { networks: { n: { enable_ipv4: false, enable_ipv6: true } } });
  expect(model.networks?.n).toEqual({ labels: { "stack-slim.run": "r1", "stack-slim.role": "trial" } });
  expect(warnings).toHaveLength(2);
});
