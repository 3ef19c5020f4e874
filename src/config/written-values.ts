import type { TlsOptions } from "../model/web-probes.js";
import { digestOf, type FileDigests } from "./file-digests.js";
import type { Scalars } from "./written-config.js";
import type { WrittenTls } from "./written-web-probe.js";

/** Numbers and truth values of a file, as the text they stand for. */
export const texts = (values: Scalars = {}): Readonly<Record<string, string>> =>
  Object.fromEntries(Object.entries(values).map(([name, value]) => [name, String(value)]));

/** One value, or many. */
export const list = <T extends string | number>(value: T | readonly T[]): readonly T[] => (typeof value === "object" ? value : [value]);

/** Naming an authority means to ask for it. */
export const tlsOptions = ({ verify, ca, servername }: WrittenTls, files: FileDigests): TlsOptions => ({
  verify: verify ?? ca !== undefined,
  ...(ca === undefined ? {} : { ca, ...caDigest(digestOf(files, ca)) }),
  ...(servername === undefined ? {} : { servername }),
});

const caDigest = ({ digest }: ReturnType<typeof digestOf>): { readonly caDigest?: string } =>
  digest === undefined ? {} : { caDigest: digest };
