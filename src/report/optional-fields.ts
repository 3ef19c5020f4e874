import { printableLine } from "../model/printable.js";

/** What a check did when it ran again and again on the same stack. */
export type Flaky = { readonly runs: number; readonly failures: number };

const fieldOf = (row: object, name: string): unknown =>
  Object.hasOwn(row, name) ? (row as Readonly<Record<string, unknown>>)[name] : undefined;

/** How often a check fails on the original too; undefined: nobody counted, or it never does. */
export function flakyOf(check: object): Flaky | undefined {
  const flaky = fieldOf(check, "flaky");
  if (typeof flaky !== "object" || flaky === null) return undefined;
  const [runs, failures] = [fieldOf(flaky, "runs"), fieldOf(flaky, "failures")];
  return typeof runs === "number" && typeof failures === "number" ? { runs, failures } : undefined;
}

/** The boot after which a repair was made; undefined: it isn't known. */
export function repairBoot(repair: object): number | undefined {
  const boot = fieldOf(repair, "boot");
  return typeof boot === "number" ? boot : undefined;
}

/** What put a service to work (checks, probes, its own clients); undefined: the report doesn't say. */
export function exercisedBy(service: object): readonly string[] | undefined {
  const by = fieldOf(service, "exercisedBy");
  if (!Array.isArray(by)) return typeof by === "string" ? [printableLine(by)] : undefined;
  return by.flatMap((one: unknown) => {
    const name = typeof one === "object" && one !== null ? (fieldOf(one, "name") ?? fieldOf(one, "detail")) : one;
    return typeof name === "string" ? [printableLine(name)] : [];
  });
}
