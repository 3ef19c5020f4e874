import { expect, test } from "vitest";
import type { Engine } from "../../../src/model/ports.js";
import type { Stack } from "../../../src/model/stack.js";
import { containerRun, runCheckContainer } from "../../../src/pipeline/check-container.js";

const stack = {
  model: {
    name: "p",
    services: {
      load: {
        image: "k6:1",
        command: ["run", "/load/a.js"],
        entrypoint: ["k6"],
        user: "1000",
        environment: { VUS: "3", UNSET: null, BASE_URL: "http://theirs" },
        volumes: [
          { type: "bind", source: "/p/load", target: "/load" },
          { type: "volume", source: "data", target: "/data" },
        ],
      },
    },
  },
  services: [{ name: "load", image: "k6:1", builds: false, spec: {} }],
} as unknown as Stack;

test("a service runs in its original image, with its own settings, and only reads what it mounts", () => {
  expect(containerRun({ service: "load", environment: { VUS: "9" } }, { BASE_URL: "http://web:80", HOST_WEB: "web" }, stack, "/p")).toEqual(
    {
      image: "k6:1",
      entrypoint: ["k6"],
      command: ["run", "/load/a.js"],
      user: "1000",
      environment: { BASE_URL: "http://theirs", HOST_WEB: "web", VUS: "9" },
      readOnlyMounts: { "/load": "/p/load" },
    },
  );
});

test("an image runs what the check says, with mounts beside the config file", () => {
  expect(containerRun({ image: "newman", command: ["run", "x"], mounts: { "./e2e": "/e2e" } }, { BASE_URL: "u" }, stack, "/p/sub")).toEqual(
    {
      image: "newman",
      command: ["run", "x"],
      environment: { BASE_URL: "u" },
      readOnlyMounts: { "/e2e": "/p/sub/e2e" },
    },
  );
});

test("an image that the engine lacks is said, and what to do", async () => {
  const engine = { inspectImage: () => Promise.resolve(undefined), runContainer: () => Promise.reject(new Error("not asked for")) };
  const running = runCheckContainer({ image: "none:1" }, {}, new AbortController().signal, {
    engine: engine satisfies Pick<Engine, "inspectImage" | "runContainer">,
    stack,
    project: "t",
    runId: "r",
    cwd: "/",
  });
  await expect(running).rejects.toMatchObject({ code: "check.no-image", exitCode: 2, hint: "docker pull none:1, or build it" });
});
