import { describe, expect, test } from "vitest";
import type { ComposeModel, ComposeService } from "../../../src/model/compose-model.js";
import type { ImageConfig, ImageInfo } from "../../../src/model/image.js";
import { underSensor } from "../../../src/stack/isolate-sensor.js";

const image = (config: Partial<ImageConfig>): ImageInfo => ({
  id: "sha256:1",
  ref: "a:1",
  bytes: 1,
  architecture: "amd64",
  os: "linux",
  layers: [],
  config: {
    entrypoint: ["/entry"],
    command: ["serve"],
    environment: {},
    user: "",
    workingDirectory: "",
    volumes: [],
    exposedPorts: [],
    labels: {},
    ...config,
  },
});
const sensed = (service: Partial<ComposeService>, config: Partial<ImageConfig> = {}) => {
  const model: ComposeModel = { name: "t", services: { a: { image: "a:1", ...service } } };
  const result = underSensor(model, new Map([["a", image(config)]]), "vol");
  return { model: result, service: result.services.a };
};
const afterDashes = (argv: readonly string[] | null | undefined) => argv?.slice(argv.indexOf("--") + 1);

describe("the program is the one that the engine would start", () => {
  test.each<[string, Partial<ComposeService>, Partial<ImageConfig>, string[], string[]]>([
    ["all of the image's", {}, {}, ["/entry"], ["serve"]],
    ["null is none", { entrypoint: null, command: null }, {}, ["/entry"], ["serve"]],
    ["a command replaces the image's", { command: ["c"] }, {}, ["/entry"], ["c"]],
    ["an empty command doesn't", { command: [] }, {}, ["/entry"], ["serve"]],
    ["an entrypoint clears the image's command", { entrypoint: ["e"] }, {}, ["e"], []],
    ["both replaced", { entrypoint: ["e"], command: ["c"] }, {}, ["e"], ["c"]],
    ["an empty entrypoint leaves the command", { entrypoint: [] }, {}, [], ["serve"]],
    ["an entrypoint of one empty word too", { entrypoint: [""] }, {}, [], ["serve"]],
    ["a cleared entrypoint with a command", { entrypoint: [], command: ["c"] }, {}, [], ["c"]],
    ["an image with a command only", {}, { entrypoint: [] }, [], ["serve"]],
  ])("%s", (_what, spec, config, entrypoint, command) => {
    const { service } = sensed(spec, config);
    expect(service?.entrypoint?.[0]).toBe("/.stack-slim/gate");
    expect(afterDashes(service?.entrypoint)).toEqual(entrypoint);
    expect(service?.command).toEqual(command);
  });

  test("no program at all is an error that names the service", () => {
    expect(() => sensed({}, { entrypoint: [], command: [] })).toThrow(/service a: .*which program/);
  });
});

describe("capabilities are given for the gate and taken back", () => {
  test.each<[string, Partial<ComposeService>, string[], string[] | undefined, string[] | undefined]>([
    ["default set", {}, ["-d", "200000", "-P"], ["SYS_ADMIN"], undefined],
    ["all dropped", { cap_drop: ["all"], cap_add: ["CHOWN"] }, ["-d", "200100", "-P"], ["CHOWN", "SYS_ADMIN", "SETPCAP"], ["all"]],
    ["SETPCAP dropped", { cap_drop: ["CAP_SETPCAP", "KILL"] }, ["-d", "200100", "-P"], ["SYS_ADMIN", "SETPCAP"], ["KILL"]],
    ["dropped and added", { cap_drop: ["ALL"], cap_add: ["cap_setpcap"] }, ["-d", "200000", "-P"], ["cap_setpcap", "SYS_ADMIN"], ["ALL"]],
    ["its own SYS_ADMIN", { cap_add: ["cap_sys_admin"] }, [], ["cap_sys_admin"], undefined],
    ["everything added", { cap_add: ["ALL"] }, [], ["ALL"], undefined],
    ["everything but SYS_ADMIN", { cap_add: ["ALL"], cap_drop: ["SYS_ADMIN"] }, ["-d", "200000", "-P"], ["ALL", "SYS_ADMIN"], []],
    ["privileged", { privileged: true }, [], undefined, undefined],
    ["seccomp off", { security_opt: ["seccomp:unconfined"] }, ["-d", "200000"], ["SYS_ADMIN"], undefined],
    ["its own seccomp profile", { security_opt: ["seccomp=/p.json"] }, ["-d", "200000"], ["SYS_ADMIN"], undefined],
    ["the default seccomp profile by name", { security_opt: ["seccomp=builtin"] }, ["-d", "200000", "-P"], ["SYS_ADMIN"], undefined],
    ["no new privileges", { security_opt: ["no-new-privileges:true"], cap_drop: ["ALL"] }, ["-n"], undefined, ["ALL"]],
    ["no new privileges, short", { security_opt: ["no-new-privileges"] }, ["-n"], undefined, undefined],
    ["new privileges allowed", { security_opt: ["no-new-privileges=false"] }, ["-d", "200000", "-P"], ["SYS_ADMIN"], undefined],
  ])("%s", (_what, spec, flags, capAdd, capDrop) => {
    const { service } = sensed(spec);
    expect(service?.entrypoint).toEqual(["/.stack-slim/gate", ...flags, "a", "--", "/entry"]);
    expect(service?.cap_add).toEqual(capAdd);
    expect(service?.cap_drop).toEqual(capDrop);
  });
});

describe("healthchecks run under the gate too", () => {
  const gate = ["CMD", "/.stack-slim/gate", "-d", "200000", "-P", "-k", "health", "a", "--"];
  test.each<[string, ComposeService["healthcheck"], Partial<ImageConfig>, unknown]>([
    ["CMD", { test: ["CMD", "x", "y"], interval: "2s" }, {}, { test: [...gate, "x", "y"], interval: "2s" }],
    ["CMD-SHELL", { test: ["CMD-SHELL", "x || exit 1"] }, {}, { test: [...gate, "/bin/sh", "-c", "x || exit 1"] }],
    [
      "CMD-SHELL under the image's shell",
      { test: ["CMD-SHELL", "x"] },
      { shell: ["/bin/ash", "-ec"] },
      { test: [...gate, "/bin/ash", "-ec", "x"] },
    ],
    ["the image's", undefined, { healthcheck: ["CMD", "x"] }, { test: [...gate, "x"] }],
    [
      "the image's with times of the file",
      { interval: "5s" },
      { healthcheck: ["CMD-SHELL", "x"] },
      { test: [...gate, "/bin/sh", "-c", "x"], interval: "5s" },
    ],
    ["NONE", { test: ["NONE"] }, { healthcheck: ["CMD", "x"] }, { test: ["NONE"] }],
    ["disabled", { disable: true }, { healthcheck: ["CMD", "x"] }, { disable: true }],
    ["none anywhere", undefined, {}, undefined],
  ])("%s", (_what, healthcheck, config, expected) => {
    expect(sensed(healthcheck === undefined ? {} : { healthcheck }, config).service?.healthcheck).toEqual(expected);
  });
});

test("the volume is mounted read-only and is not the project's", () => {
  const { model, service } = sensed({ volumes: [{ type: "volume", source: "v", target: "/v" }] });
  expect(service?.volumes?.[1]).toEqual({
    type: "volume",
    source: "stack-slim-sensor",
    target: "/.stack-slim",
    read_only: true,
    volume: { nocopy: true },
  });
  expect(model.volumes?.["stack-slim-sensor"]).toEqual({ name: "vol", external: true });
});

test("a service whose image isn't given runs as it is", () => {
  const model: ComposeModel = { name: "t", services: { a: { image: "a:1" } } };
  expect(underSensor(model, new Map(), "vol").services.a).toEqual({ image: "a:1" });
});
