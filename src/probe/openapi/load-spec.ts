import { readFile } from "node:fs/promises";
import type { OpenApiTraffic } from "../../model/web-traffic.js";
import type { WebClient } from "../web/web-client.js";
import { parseSpec, type SpecDocument } from "./spec-document.js";

/** `at` = path on the service it came from. `retryable`: the service may give it a moment later. */
export type LoadedSpec = { readonly document: SpecDocument; readonly at: string } | { readonly error: string; readonly retryable: boolean };

/** Where frameworks put their description. Sources: FastAPI, springdoc, Springfox, Swashbuckle, NSwag, swagger-ui-express, Micronaut, Quarkus. */
export const usualPaths = [
  "/openapi.json",
  "/v3/api-docs",
  "/swagger.json",
  "/swagger/v1/swagger.json",
  "/openapi.yaml",
  "/api/openapi.json",
  "/api-docs",
  "/v2/api-docs",
  "/swagger/doc.json",
  "/api/swagger.json",
  "/q/openapi",
  "/openapi",
] as const;

export const loadSpec = async ({ spec }: OpenApiTraffic, client: WebClient, signal: AbortSignal): Promise<LoadedSpec> => {
  if (spec !== undefined && "file" in spec) return await fromFile(spec.file);
  const paths = spec === undefined ? usualPaths : [spec.path];
  const refusals: string[] = [];
  for (const path of paths) {
    const found = client.at(path);
    if ("error" in found) return { error: found.error, retryable: true };
    const result = await client.call(
      { method: "GET", place: found.place, headers: { accept: "application/json, application/yaml, */*;q=0.5" } },
      signal,
    );
    if ("error" in result) return { error: `${path}: ${result.error}`, retryable: result.passing };
    const { status, body } = result.answer;
    const parsed = status === 200 ? parseSpec(body.toString("utf8")) : { error: `status ${status}` };
    if ("document" in parsed) return { document: parsed.document, at: result.place.path };
    refusals.push(`${path}: ${parsed.error}`);
  }
  const error = spec === undefined ? `no OpenAPI description at any of ${paths.join(", ")}; name it with spec:` : (refusals[0] ?? "");
  return { error, retryable: true };
};

const fromFile = async (file: string): Promise<LoadedSpec> => {
  try {
    const parsed = parseSpec(await readFile(file, "utf8"));
    return "error" in parsed ? { error: `${file}: ${parsed.error}`, retryable: false } : { document: parsed.document, at: "/" };
  } catch (error) {
    return { error: `${file} can't be read: ${error instanceof Error ? error.message : String(error)}`, retryable: false };
  }
};
