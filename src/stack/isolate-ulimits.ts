import type { ComposeService } from "../model/compose-model.js";

type Ulimits = NonNullable<ComposeService["ulimits"]>;

/** Compose leaves zeros out of what it prints: `core: 0` comes as `{}`, which it then refuses to read. */
export const wholeUlimits = (ulimits: Ulimits): Ulimits =>
  Object.fromEntries(
    Object.entries(ulimits).map(([name, limit]) => [
      name,
      typeof limit === "number" ? limit : Object.keys(limit).length === 0 ? 0 : { soft: limit.soft ?? 0, hard: limit.hard ?? 0 },
    ]),
  );
