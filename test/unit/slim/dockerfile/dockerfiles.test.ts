import { describe, expect, test } from "vitest";
import { configInstructions } from "../../../../src/slim/dockerfile/config-instructions.js";
import { originalDockerfile, type Secrets, slimDockerfile } from "../../../../src/slim/index.js";

const none = (): boolean => false;

describe("a config as instructions", () => {
  test.each<[string, Parameters<typeof configInstructions>[0], readonly string[]]>([
    [
      "texts that mean something to a Dockerfile",
      { Env: ["A=a \"b\" $HOME \\ 'c'", "B="] },
      ['ENV A="a \\"b\\" \\$HOME \\\\ \'c\'"', 'ENV B=""'],
    ],
    ["labels by name", { Labels: { "z.y": "1", a: "2" } }, ['LABEL a="2"', 'LABEL z.y="1"']],
    ["ports by number", { ExposedPorts: { "443/tcp": {}, "80/tcp": {} } }, ["EXPOSE 80/tcp 443/tcp"]],
    [
      "an entrypoint before the command that it would clear",
      { Cmd: ["c"], Entrypoint: ["e", "\u2028"] },
      ['ENTRYPOINT ["e", "\\u2028"]', 'CMD ["c"]'],
    ],
    [
      "a healthcheck with its times",
      { Healthcheck: { Test: ["CMD-SHELL", "a || b"], Interval: 5e9, Timeout: 1.5e9, Retries: 2 } },
      ["HEALTHCHECK --interval=5s --timeout=1500ms --retries=2 CMD a || b"],
    ],
    ["a healthcheck of a command", { Healthcheck: { Test: ["CMD", "a", "b c"] } }, ['HEALTHCHECK CMD ["a", "b c"]']],
    ["no healthcheck", { Healthcheck: { Test: ["NONE"] } }, ["HEALTHCHECK NONE"]],
    [
      "a healthcheck of several lines, by its shell's name",
      { Shell: ["/bin/bash", "-c"], Healthcheck: { Test: ["CMD-SHELL", "a\nb"] } },
      ['SHELL ["/bin/bash", "-c"]', 'HEALTHCHECK CMD ["/bin/bash", "-c", "a\\nb"]'],
    ],
    ["what is left empty", { Env: null, Cmd: [], User: "", Volumes: null }, []],
  ])("%s", (_name, config, lines) => {
    expect(configInstructions(config, none)).toEqual({ lines, unsaid: [] });
  });

  test("what no Dockerfile can say is named, not garbled", () => {
    const config = { Env: ["A=x\nUSER root"], Labels: { "a=b": "c" }, OnBuild: ["RUN a\nb"] };
    expect(configInstructions(config, none)).toEqual({ lines: [], unsaid: ["ENV A", "LABEL a=b", "ONBUILD RUN a b"] });
  });

  test("a secret becomes a build argument", () => {
    const { lines } = configInstructions({ Env: ["DB_PASSWORD=hunter22"] }, (name) => name === "DB_PASSWORD");
    expect(lines.filter((line) => !line.startsWith("#"))).toEqual(["ARG DB_PASSWORD", 'ENV DB_PASSWORD="${DB_PASSWORD}"']);
    expect(lines.join()).not.toContain("hunter22");
  });
});

const secrets: Secrets = { texts: ["stack-secret"], isSecret: (name) => name === "DB_PASSWORD" };
const id = `sha256:${"a".repeat(64)}`;
const layers = [1, 2].map((n) => ({ diffId: `sha256:${String(n).repeat(64)}`, bytes: n * 1000 }));
const config = {
  config: { Env: ["DB_PASSWORD=hunter22"], Cmd: ["a"], Labels: { x: "stack-secret" } },
  history: [
    { created_by: "/bin/sh -c #(nop) ADD file:0123456789ab in / " },
    { created_by: "/bin/sh -c #(nop)  ENV DB_PASSWORD=hunter22", empty_layer: true },
    { created_by: "/bin/sh -c login stack-secret" },
    { created_by: '/bin/sh -c #(nop)  CMD ["a"]', empty_layer: true },
  ],
};
const original = (text: object): string => originalDockerfile({ ref: "app:1", id, configText: JSON.stringify(text), layers }, secrets);

describe("the original's Dockerfile", () => {
  test("has the instructions with their layers' bytes, and no secrets", () => {
    const text = original(config);
    expect(text.split("\n").filter((line) => /^[A-Z]|^# layer/.test(line))).toEqual([
      "FROM scratch",
      `# layer 1: 1000 bytes, ${layers[0]?.diffId ?? ""}`,
      "ADD file-0123456789ab /",
      "ENV DB_PASSWORD=***",
      `# layer 2: 2000 bytes, ${layers[1]?.diffId ?? ""}`,
      "RUN login ***",
      'CMD ["a"]',
    ]);
  });

  test.each<[string, object]>([
    ["without a history", { config: config.config }],
    ["with one of other layers", { ...config, history: config.history.slice(0, 2) }],
    ["with one that says nothing of the command", { ...config, history: config.history.slice(0, 3) }],
  ])("%s has the settings of the config", (_name, text) => {
    const lines = original(text).split("\n");
    expect(lines).toContain('CMD ["a"]');
    expect(lines.filter((line) => line.startsWith("# layer "))).toHaveLength(2);
    expect(lines.join()).not.toMatch(/hunter22|stack-secret/);
  });
});

test("the slim Dockerfile adds the layers in order and tells no secret", () => {
  const text = slimDockerfile({ service: "app", ref: "app:1-slim", id, configText: JSON.stringify(config), layers }, secrets);
  expect(text.split("\n").filter((line) => /^[A-Z]/.test(line))).toEqual([
    "FROM scratch",
    `ADD ${"1".repeat(64)}.tar /`,
    `ADD ${"2".repeat(64)}.tar /`,
    "ARG DB_PASSWORD",
    'ENV DB_PASSWORD="${DB_PASSWORD}"',
    'LABEL x="***"',
    'CMD ["a"]',
  ]);
});
