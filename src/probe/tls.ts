import { isIP } from "node:net";
import type { TlsOptions } from "../model/web-probes.js";
import { readConfigFile } from "./config-file.js";

/** What Node's TLS is told. Without `servername` no name is asked for. */
export type TlsSettings = { readonly rejectUnauthorized: boolean; readonly ca?: string; readonly servername?: string };

/** The settings for one service. `host`: the virtual host that is asked for, with or without a port. @throws StackSlimError `probe.file` for a CA that can't be read. */
export const tlsSettings = async (
  tls: TlsOptions | undefined,
  service: string,
  host: string | undefined,
  cwd: string,
): Promise<TlsSettings> => {
  const virtual = host?.replace(/:\d+$/, "");
  const servername = tls?.servername ?? (isName(virtual) ? virtual : tls?.verify === true ? service : undefined);
  return {
    rejectUnauthorized: tls?.verify === true,
    ...(tls?.ca === undefined ? {} : { ca: (await readConfigFile(tls.ca, cwd)).toString() }),
    ...(servername === undefined ? {} : { servername }),
  };
};

// Only names may be asked for: RFC 6066, 3.
const isName = (host: string | undefined): host is string => host !== undefined && host !== "" && isIP(host.replace(/^\[|\]$/g, "")) === 0;
