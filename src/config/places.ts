import type { ConfigText } from "./config-text.js";
import { stepLists, type FieldPath } from "./step-lists.js";
import { fieldName } from "./schema-problems.js";
import type { WrittenConfig } from "./written-config.js";

/** Where the file names something that only the stack or the catalogue knows: services, probes, targets, URLs. `services.web` → `3:5`, line and column. */
export const placesOf = (config: WrittenConfig, locate: ConfigText["locate"]): Readonly<Record<string, string>> => {
  const services = Object.entries(config.services ?? {});
  const keys: readonly FieldPath[] = services.map(([name]) => ["services", name]);
  const values: readonly FieldPath[] = [
    ...services.flatMap(([name, { probe }]) => (probe === undefined ? [] : [["services", name, "probe"]])),
    ...(config.checks ?? []).flatMap(({ target, logs = [], container }, index) => [
      ...(container?.service === undefined ? [] : [["checks", index, "container", "service"]]),
      ...(target === undefined ? [] : [["checks", index, "target"]]),
      ...logs.map((_, at) => ["checks", index, "logs", at, "service"]),
    ]),
    ...stepLists(config).flatMap(({ steps }) => steps.map(({ path }) => path)),
  ];
  const entry = (path: FieldPath, what: "key" | "value"): [string, string] => {
    const steps = path.map(String);
    const { line, column } = locate(steps, what);
    return [fieldName(steps), `${line}:${column}`];
  };
  return Object.fromEntries([...keys.map((path) => entry(path, "key")), ...values.map((path) => entry(path, "value"))]);
};
