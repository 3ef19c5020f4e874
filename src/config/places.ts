import type { ConfigText } from "./config-text.js";
import type { FieldPath } from "./placed-probes.js";
import { fieldName } from "./schema-problems.js";
import { stepLists } from "./step-lists.js";
import { placedTraffics } from "./placed-traffics.js";
import type { WrittenConfig } from "./written-config.js";

/** Where the file names something that only the stack or the catalogue knows: services, probes, targets, URLs. `services.web` → `3:5`, line and column. */
export const placesOf = (config: WrittenConfig, locate: ConfigText["locate"]): Readonly<Record<string, string>> => {
  const services = Object.entries(config.services ?? {});
  const keys: readonly FieldPath[] = services.map(([name]) => ["services", name]);
  const values: readonly FieldPath[] = [
    ...services.flatMap(([name, { probe }]) => (probe === undefined ? [] : [["services", name, "probe"]])),
    ...(config.checks ?? []).flatMap(({ target, probes, logs = [], container }, index) => [
      ...(container?.service === undefined ? [] : [["checks", index, "container", "service"]]),
      ...(target === undefined ? [] : [["checks", index, "target"]]),
      ...(probes === undefined ? [] : [["checks", index, "probes"]]),
      ...logs.map((_, at) => ["checks", index, "logs", at, "service"]),
    ]),
    ...placedTraffics(config).map(({ path }) => path),
    ...stepLists(config).flatMap(({ steps }) => steps.map(({ path }) => path)),
  ];
  const entry = (path: FieldPath, what: "key" | "value"): [string, string] => {
    const steps = path.map(String);
    const { line, column } = locate(steps, what);
    return [fieldName(steps), `${line}:${column}`];
  };
  return Object.fromEntries([...keys.map((path) => entry(path, "key")), ...values.map((path) => entry(path, "value"))]);
};
