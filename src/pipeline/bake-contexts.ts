import { readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import { StackSlimError } from "../model/errors.js";
import { relativePath } from "../workspace/index.js";

/** Where a service's Dockerfile of its slim image lies, with the layers that it adds; in the workspace. */
export const contextFolder = (workspaceFolder: string, service: string): string =>
  join(workspaceFolder, relativePath(`services/${service}/slim`));

export type BakeContexts = {
  /** By service, the folder of its Dockerfile; absent where there is none. */
  readonly contexts: Readonly<Record<string, string>>;
  /** Services of which the folder lacks a layer. */
  readonly lackingLayers: readonly string[];
};

/** What there is to build slim images from. */
export async function bakeContexts(workspaceFolder: string, services: readonly string[]): Promise<BakeContexts> {
  const contexts: Record<string, string> = {};
  const lackingLayers: string[] = [];
  for (const service of services) {
    const folder = contextFolder(workspaceFolder, service);
    const dockerfile = await readFile(join(folder, "Dockerfile"), "utf8").catch(() => undefined);
    if (dockerfile === undefined) continue;
    contexts[service] = folder;
    const layers = [...dockerfile.matchAll(/^ADD (\S+\.tar) \/$/gm)].map(([, name = ""]) => join(folder, name));
    if ((await Promise.all(layers.map(isFile))).includes(false)) lackingLayers.push(service);
  }
  return { contexts, lackingLayers };
}

export const isFile = (path: string): Promise<boolean> =>
  stat(path).then(
    (found) => found.isFile(),
    () => false,
  );

export const exportFirst = (services: readonly string[]): string =>
  `The bake file builds from layers that are not there yet; first ${services.map((service) => `\`stack-slim export ${service}\``).join(", ")}.`;

export const noDockerfile = (services: readonly string[]): StackSlimError =>
  new StackSlimError(`There is no Dockerfile of the slim image of ${services.join(", ")} that a bake file could build`, {
    code: "emit.no-dockerfile",
    exitCode: 2,
    hint: "Run `stack-slim apply` again: it writes .stack-slim/services/NAME/slim/Dockerfile.",
  });
