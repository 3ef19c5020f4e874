import type { TlsOptions } from "../model/web-probes.js";
import type { Scalars } from "./written-config.js";
import type { WrittenTls } from "./written-web-probe.js";

/** Numbers and truth values of a file, as the text they stand for. */
export const texts = (values: Scalars = {}): Readonly<Record<string, string>> =>
  Object.fromEntries(Object.entries(values).map(([name, value]) => [name, String(value)]));

/** One value, or many. */
export const list = <T extends string | number>(value: T | readonly T[]): readonly T[] => (typeof value === "object" ? value : [value]);

/** Naming an authority means to ask for it. */
export const tlsOptions = ({ verify, ...rest }: WrittenTls): TlsOptions => ({ verify: verify ?? rest.ca !== undefined, ...rest });
