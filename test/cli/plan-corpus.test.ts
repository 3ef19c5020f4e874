import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";
import { Ajv2020 } from "ajv/dist/2020.js";
import { execa } from "execa";
import { describe, expect, it } from "vitest";
import type { ComposeModel } from "../../src/model/compose-model.js";
import type { Config } from "../../src/model/config.js";
import { StackSlimError } from "../../src/model/errors.js";
import type { Plan } from "../../src/model/plan.js";
import type { StackSource } from "../../src/model/stack.js";
import { loadCatalogue } from "../../src/plan/catalogue.js";
import { renderPlan } from "../../src/plan/plan-table.js";
import { planStack } from "../../src/plan/plan-stack.js";
import { dependencyEdges } from "../../src/stack/graph.js";
import { loadStack } from "../../src/stack/load.js";
import { orderServices } from "../../src/stack/order-services.js";
import { readConfigFile } from "../../src/stack/read-config-file.js";

const corpus = resolve(import.meta.dirname, "../../../shared/fixtures/compose-corpus");
const schema = JSON.parse(readFileSync(resolve(import.meta.dirname, "../../schema/plan.schema.json"), "utf8")) as object;
const validate = new Ajv2020({ strictRequired: false }).compile(schema);
const config: Config = { policy: "balanced", imageTemplate: "{name}:{tag}-slim", services: {}, checks: [] };

async function composeConfig(source: StackSource): Promise<ComposeModel> {
  const files = source.files.flatMap((file) => ["--file", file]);
  const { failed, stdout, stderr } = await execa("docker", ["compose", ...files, "config", "--format", "json"], { reject: false });
  if (failed) throw new StackSlimError(stderr, { code: "compose.refused", exitCode: 2 });
  return JSON.parse(stdout) as ComposeModel;
}

async function planOf(...paths: readonly string[]): Promise<Plan> {
  const files = paths.map((path) => join(corpus, path));
  const source: StackSource = { files, projectDirectory: dirname(files[0] ?? ""), profiles: [], envFiles: [] };
  const stack = await loadStack({ config: composeConfig }, source);
  const edges = dependencyEdges(stack, { readConfigFile });
  const names = stack.services.map(({ name }) => name);
  const input = { stack, config, edges, order: orderServices(names, edges), images: new Map(), readConfigFile };
  const plan = planStack({ ...input, catalogue: await loadCatalogue() });
  if (process.env["SHOW_PLANS"])
    process.stdout.write(`\n## ${paths.join(" ")}\n${renderPlan(plan, { width: 120, color: false, edges: true })}`);
  return plan;
}

const composeFiles = (folder: string): readonly string[] =>
  readdirSync(folder, { recursive: true, encoding: "utf8" })
    .filter((path) => /compose[^/]*\.ya?ml$/.test(path))
    .map((path) => relative(corpus, join(folder, path)))
    .sort();

if (!existsSync(corpus)) {
  it.skip(`the compose corpus is not at ${corpus}: nothing to plan`, () => undefined);
} else {
  const broken = "sock-shop/docker-compose.logging.yml";
  const stacks = composeFiles(corpus).filter((path) => path !== broken);

  describe("every stack of the corpus", () => {
    it("is many", () => {
      expect(stacks.length).toBeGreaterThanOrEqual(40);
    });

    it.each(stacks)("%s gives a plan that follows the schema", async (path) => {
      const plan = await planOf(path);
      expect(validate(plan), JSON.stringify(validate.errors)).toBe(true);
      expect(plan.services.length).toBeGreaterThan(0);
      for (const line of renderPlan(plan, { width: 100, color: false }).split("\n")) expect(line.length).toBeLessThanOrEqual(100);
    });

    it("with several files is one stack", async () => {
      const plan = await planOf("sock-shop/docker-compose.yml", "sock-shop/docker-compose.monitoring.yml", broken);
      expect(validate(plan), JSON.stringify(validate.errors)).toBe(true);
      expect(plan.services).toHaveLength(23);
      const learnt = plan.edges.filter(({ origin }) => origin !== "depends_on" && origin !== "links");
      expect(learnt.map(({ from, to, port, origin }) => `${from} ${to} ${port ?? ""} ${origin}`)).toEqual(
        expect.arrayContaining([
          "user user-db 27017 environment",
          "user-sim edge-router  command",
          "prometheus alertmanager 9093 config",
          "prometheus catalogue  config",
        ]),
      );
    });

    it.each([
      ["wordpress-mysql", { db: "mysql", wordpress: "wordpress" }, ["wordpress db environment"]],
      ["nextcloud-postgres", { db: "postgres", nc: "nextcloud" }, ["nc db environment"]],
      ["gitea-postgres", { db: "postgres", gitea: "gitea" }, ["gitea db environment"]],
      ["traefik-golang", { backend: "http 80", frontend: "traefik" }, ["frontend backend depends_on"]],
      ["wasmedge-kafka-mysql", { db: "mysql", redpanda: "kafka", etl: "none" }, ["etl db environment", "etl redpanda environment"]],
    ])("%s is understood", async (name, probes, edges) => {
      const plan = await planOf(stacks.find((path) => path.startsWith(`awesome/${name}/`)) ?? name);
      expect(Object.fromEntries(plan.services.map((service) => [service.name, service.probe.name]))).toEqual(probes);
      expect(plan.edges.map(({ from, to, origin }) => `${from} ${to} ${origin}`)).toEqual(edges);
    });

    it("passes on compose's own words about the file that is no stack alone", async () => {
      await expect(planOf(broken)).rejects.toThrow(/service "[\w-]+" has neither an image nor a build context specified/);
    });
  });
}
