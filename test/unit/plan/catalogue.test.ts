import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { loadCatalogue } from "../../../src/plan/catalogue.js";

const entry = "name: x\ntitle: X\nmatch:\n  images: [x]\nport: 1\nuse:\n  - probe: [{ tcp: {} }]\n";

describe("the project's catalogue", () => {
  it("is valid and knows the usual services", async () => {
    const names = (await loadCatalogue()).map(({ name }) => name);
    const usual =
      "postgres mysql redis rabbitmq mongo memcached nginx httpd haproxy traefik caddy elasticsearch kafka mosquitto minio prometheus grafana";
    const web = "wordpress ghost nextcloud gitea keycloak vault nats influxdb";
    expect(names).toEqual(expect.arrayContaining(`${usual} ${web}`.split(" ")));
    expect(names).toEqual([...names].sort());
  });
});

describe("a catalogue entry that is wrong", () => {
  let folder = "";
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), "stack-slim-probes-"));
  });
  afterEach(() => rm(folder, { recursive: true }));
  const load = async (text: string, file = "x.yml") => {
    await writeFile(join(folder, file), text);
    return loadCatalogue(folder);
  };

  it("would be accepted if it were right", async () => {
    expect(await load(entry)).toHaveLength(1);
  });

  it.each([
    ["an unknown field", entry.replace("images:", "imags:"), /x\.yml:4: match: must NOT have additional properties: imags/],
    ["a wrong type", entry.replace("port: 1", "port: [1]"), /x\.yml:5: port: must be integer/],
    [
      "a port out of range",
      `${entry}      \n`.replace("{ tcp: {} }", "{ tcp: { port: 70000 } }"),
      /x\.yml:7: use\.0\.probe\.0\.tcp\.port: must be <= 65535/,
    ],
    ["a missing field", entry.replace("title: X\n", ""), /x\.yml:1: \(top\): must have required property 'title'/],
    [
      "a status that isn't",
      entry.replace("{ tcp: {} }", "{ http: { steps: [{ get: /, status: [9xx] }] } }"),
      /x\.yml:7: .*status\.0: .*2xx/,
    ],
    [
      "two kinds at once",
      entry.replace("{ tcp: {} }", "{ tcp: {}, redis: {} }"),
      /x\.yml:7: use\.0\.probe\.0: must have exactly one of http, tcp/,
    ],
    ["no kind at all", entry.replace("{ tcp: {} }", "{ whenPort: 80 }"), /x\.yml:7: use\.0\.probe\.0: must have exactly one of http, tcp/],
    ["broken YAML", "name: [x\n", /x\.yml:\d+: /],
    ["another name than its file's", entry.replace("name: x", "name: y"), /x\.yml: name: y is not the file's name/],
  ])("because of %s is refused with file, line and field", async (_, text, message) => {
    await expect(load(text)).rejects.toMatchObject({
      code: "catalogue.schema",
      exitCode: 2,
      message: expect.stringMatching(message) as string,
    });
  });
});
