import type { SlimImage } from "../model/slim-image.js";
import { cycloneDx, type Inventories } from "../slim/index.js";
import type { Artifact } from "../workspace/index.js";
import type { RunContext } from "./run-context.js";

/** `name`: of the service whose image it is, and whether repaired; `key`: digest of all that the image's content was chosen by. */
export type InventoryPlace = { readonly name: string; readonly key: string };

type Workspaced = Pick<RunContext, "workspace">;

const artifactOf = ({ workspace }: Workspaced, { name, key }: InventoryPlace): Artifact<Inventories> =>
  workspace.artifact(`sbom/${name}`, key);

/** Keeps what images are made of until the end of the run, on the disk: all of a stack's together are more than a run should hold. */
export const storeInventories = (context: Workspaced, place: InventoryPlace, inventories: Inventories): Promise<void> =>
  artifactOf(context, place).write(inventories);

export const sbomFiles = (service: string): { readonly original: string; readonly slim: string } => ({
  original: `services/${service}/sbom.original.cdx.json`,
  slim: `services/${service}/sbom.slim.cdx.json`,
});

/** Writes two CycloneDX documents for every service: of its original, and of the slim image that it has in the end. */
export async function writeSboms(
  context: Workspaced & Pick<RunContext, "warn">,
  services: ReadonlyMap<string, InventoryPlace & { readonly image: SlimImage }>,
): Promise<void> {
  for (const [service, { image, ...place }] of services) {
    const stored = await artifactOf(context, place).read();
    if (stored === undefined) {
      context.warn(
        `The inventory of ${image.ref} is gone from the workspace, so ${service} gets no SBOM; apply with --fresh makes it again.`,
      );
      continue;
    }
    const files = sbomFiles(service);
    await context.workspace.writeText(files.original, cycloneDx(stored.original, { ref: image.originalRef, id: image.originalId }));
    await context.workspace.writeText(files.slim, cycloneDx(stored.slim, { ref: image.ref, id: image.id }));
  }
}
