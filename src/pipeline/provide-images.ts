import type { Emit } from "../model/events.js";
import type { Compose, Engine } from "../model/ports.js";
import type { Stack } from "../model/stack.js";

type Provision = {
  readonly stack: Stack;
  readonly engine: Engine;
  readonly compose: Compose;
  readonly emit: Emit;
  readonly signal: AbortSignal;
};

/** Brings the images that the engine lacks, as `docker compose up` would: built where the service says how, pulled else. @throws StackSlimError exit 3 when one can't be had. */
export async function provideImages({ stack, engine, compose, emit, signal }: Provision): Promise<void> {
  const present = await Promise.all(stack.services.map(({ image }) => engine.inspectImage(image)));
  const absent = stack.services.filter((_, at) => present[at] === undefined);
  const build = absent.filter(({ builds }) => builds).map(({ name }) => name);
  const pull = absent.filter(({ builds }) => !builds).map(({ name }) => name);
  if (build.length > 0) {
    emit({ type: "note", stage: "plan", detail: `building ${build.join(", ")}: the engine lacks their images` });
    await compose.build(stack.source, build, signal);
  }
  if (pull.length > 0) {
    emit({ type: "note", stage: "plan", detail: `pulling the images of ${pull.join(", ")}` });
    await compose.pull(stack.source, pull, signal);
  }
  signal.throwIfAborted();
}
