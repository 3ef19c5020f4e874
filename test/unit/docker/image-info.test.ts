import type Docker from "dockerode";
import { expect, test } from "vitest";
import { imageInfo } from "../../../src/docker/image-info.js";

const inspected = (Config: object | undefined): Docker.ImageInspectInfo =>
  ({ Id: "sha256:1", Size: 7, Architecture: "amd64", Os: "linux", RootFS: { Type: "layers", Layers: ["sha256:a"] }, Config }) as never;

test("every part of an image's configuration", () => {
  const info = imageInfo(
    "me/x:1",
    inspected({
      Entrypoint: ["/e"],
      Cmd: ["c"],
      Env: ["A=b=c", "EMPTY"],
      User: "1:2",
      WorkingDir: "/w",
      Volumes: { "/v": {} },
      ExposedPorts: { "80/tcp": {} },
      Healthcheck: { Test: ["CMD-SHELL", "x"], Interval: 5e9, StartPeriod: 1_500_000_000, Retries: 0 },
      Labels: { l: "m" },
      StopSignal: "SIGQUIT",
      Shell: ["/bin/bash", "-euc"],
    }),
  );
  expect(info).toEqual({
    id: "sha256:1",
    ref: "me/x:1",
    bytes: 7,
    architecture: "amd64",
    os: "linux",
    layers: ["sha256:a"],
    config: {
      entrypoint: ["/e"],
      command: ["c"],
      environment: { A: "b=c", EMPTY: "" },
      user: "1:2",
      workingDirectory: "/w",
      volumes: ["/v"],
      exposedPorts: ["80/tcp"],
      healthcheck: ["CMD-SHELL", "x"],
      healthTimes: { intervalMs: 5000, startPeriodMs: 1500 },
      labels: { l: "m" },
      stopSignal: "SIGQUIT",
      shell: ["/bin/bash", "-euc"],
    },
  });
});

test.each([
  ["no configuration", undefined],
  ["one of nothing", { Entrypoint: null, Cmd: null, Env: null, Volumes: null, Labels: null, Shell: null, Healthcheck: { Test: [] } }],
])("%s leaves empty fields", (_, Config) => {
  expect(imageInfo("x", inspected(Config)).config).toEqual({
    entrypoint: [],
    command: [],
    environment: {},
    user: "",
    workingDirectory: "",
    volumes: [],
    exposedPorts: [],
    labels: {},
  });
});
