import type { Engine } from "../model/ports.js";
import type { Journal, Resource } from "../workspace/index.js";

/**
 * Removes what killed runs of this stack left in the engine: only what their journal names, and of a project only what carries our label.
 * Gives what it removed.
 */
export async function removeLeftovers(engine: Engine, journal: Journal): Promise<readonly Resource[]> {
  const leftovers = journal.leftovers().toSorted((a, b) => order.indexOf(a.kind) - order.indexOf(b.kind));
  const failures: unknown[] = [];
  for (const resource of leftovers) {
    try {
      await removeResource(engine, resource);
      await journal.forget(resource);
    } catch (error) {
      failures.push(error);
    }
  }
  if (failures.length > 0) throw failures[0];
  return leftovers;
}

/** What uses others goes first: a volume can't be removed while a container has it. */
const order: readonly Resource["kind"][] = ["project", "container", "network", "volume", "image"];

function removeResource(engine: Engine, { kind, name }: Resource): Promise<void> {
  switch (kind) {
    case "project":
      return engine.removeProject(name, { unsettled: true });
    case "container":
      return engine.removeContainer(name);
    case "volume":
      return engine.removeVolume(name);
    case "image":
      return engine.removeImage(name);
    case "network":
      // Networks are made by compose alone, within a project.
      return Promise.resolve();
  }
}

/** Notes a resource before `make` makes it, and forgets it when the returned value is disposed of. */
export async function noted(journal: Journal, resources: readonly Resource[]): Promise<AsyncDisposable> {
  for (const resource of resources) await journal.note(resource);
  return {
    [Symbol.asyncDispose]: async () => {
      for (const resource of resources) await journal.forget(resource);
    },
  };
}
