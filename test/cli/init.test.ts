import { readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { folderWith, stackSlim } from "./built-cli.js";

const compose = `name: shop
services:
  web:
    image: nginx:1.25
    ports: ["8080:80"]
    environment: { API: "http://api:3000" }
  api:
    image: example/api:1
    environment: { DB_URL: "postgres://u:topsecret@db:5432/d" }
  db:
    image: registry.example/team/db:1
    environment: { POSTGRES_PASSWORD: topsecret, POSTGRES_HOST_AUTH_METHOD: md5 }
`;
const written = (folder: string, name = "stack-slim.yml"): Promise<string> => readFile(join(folder, name), "utf8");

describe("init --no-boot, without an engine", () => {
  it("writes a file that the other commands take, with no secret in it", async () => {
    const folder = await folderWith({ "compose.yml": compose });
    const { exitCode, stdout, stderr } = await stackSlim(["init", "--no-boot"], { cwd: folder });
    expect([exitCode, stderr]).toEqual([0, ""]);
    expect(stdout).toContain(`Wrote ${join(folder, "stack-slim.yml")}: 3 services, no probe of its own, no check yet.`);
    const text = await written(folder);
    expect(text).not.toContain("topsecret");
    expect(text).toMatch(/# plan: PostgreSQL: has POSTGRES_HOST_AUTH_METHOD.*\n {4}# probe: postgres/);
    expect(parse(text)).toEqual({ version: 1 });
    expect(await stackSlim(["plan"], { cwd: folder })).toMatchObject({ exitCode: 0, stderr: "" });
  });

  it("puts the schema where the file's first line says", async () => {
    const folder = await folderWith({ "compose.yml": compose });
    await stackSlim(["init", "--no-boot"], { cwd: folder });
    const [, schema = ""] = /^# yaml-language-server: \$schema=(.+)$/m.exec(await written(folder)) ?? [];
    expect(JSON.parse(await readFile(join(folder, schema), "utf8"))).toMatchObject({ title: "stack-slim.yml" });
  });

  it("puts it there again when the file is all that came from version control", async () => {
    const folder = await folderWith({
      "compose.yml": compose,
      "stack-slim.yml": "# yaml-language-server: $schema=.stack-slim/config.schema.json\n",
    });
    await stackSlim(["plan"], { cwd: folder });
    expect(JSON.parse(await written(folder, ".stack-slim/config.schema.json"))).toMatchObject({ title: "stack-slim.yml" });
  });

  it("names the compose files when they wouldn't be found by themselves", async () => {
    const folder = await folderWith({ "deploy/shop.yml": compose, "deploy/more.yml": "services: { x: { image: x } }\n" });
    await stackSlim(["init", "deploy/shop.yml", "-f", "deploy/more.yml", "--no-boot"], { cwd: folder });
    expect(parse(await written(join(folder, "deploy")))).toEqual({ version: 1, compose: ["shop.yml", "more.yml"] });
    const { stdout } = await stackSlim(["plan", "--json"], { cwd: join(folder, "deploy") });
    expect((JSON.parse(stdout) as { services: readonly unknown[] }).services).toHaveLength(4);
  });

  it("writes to another place, whose paths it then uses", async () => {
    const folder = await folderWith({ "deploy/shop.yml": compose });
    await stackSlim(["init", "deploy/shop.yml", "--no-boot", "-o", "mine.yml"], { cwd: folder });
    const text = await written(folder, "mine.yml");
    expect(parse(text)).toEqual({ version: 1, compose: ["deploy/shop.yml"] });
    expect(text).toContain("$schema=deploy/.stack-slim/config.schema.json\n");
  });

  it("never writes over a file unless told to, even a broken one", async () => {
    const folder = await folderWith({ "compose.yml": compose, "stack-slim.yml": "policy: [broken\n" });
    const refused = await stackSlim(["init", "--no-boot"], { cwd: folder });
    expect(refused).toMatchObject({ exitCode: 2, stdout: "" });
    expect(refused.stderr).toBe(
      `stack-slim: There is a ${join(folder, "stack-slim.yml")} already.\n  Give --force to write over it, or -o another place.\n`,
    );
    expect(await written(folder)).toBe("policy: [broken\n");
    expect(await stackSlim(["init", "--no-boot", "--force"], { cwd: folder })).toMatchObject({ exitCode: 0, stderr: "" });
    expect(parse(await written(folder))).toEqual({ version: 1 });
  });
});

describe("init that can't do its work", () => {
  it("says without an engine how to do without, and writes nothing", async () => {
    const folder = await folderWith({ "compose.yml": compose });
    const { exitCode, stderr } = await stackSlim(["init"], { cwd: folder });
    expect(exitCode).toBe(3);
    expect(stderr).toMatch(/no Docker engine answers.*\n {2}With --no-boot the file is written from the compose file alone\.\n/);
    await expect(stat(join(folder, "stack-slim.yml"))).rejects.toThrow(/ENOENT/);
  });

  it.each<[string, readonly string[], RegExp]>([
    ["there is no compose file", ["init", "none.yml", "--no-boot"], /There is no compose file .*none\.yml\./],
    ["the folder isn't there", ["init", "--no-boot", "-o", "no/such/x.yml"], /There is no folder .*no\/such\./],
    ["compose refuses the file", ["init", "bad.yml", "--no-boot"], /bad\.yml/],
    ["the place is a folder", ["init", "--no-boot", "--force", "-o", "."], /can't be written/],
  ])("when %s", async (_, args, message) => {
    const folder = await folderWith({ "compose.yml": compose, "bad.yml": "services: []\n" });
    const { exitCode, stderr } = await stackSlim(args, { cwd: folder });
    expect(exitCode).toBe(2);
    expect(stderr).toMatch(message);
  });
});
