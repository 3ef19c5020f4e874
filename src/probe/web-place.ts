import type { WebPlace } from "../model/web-probes.js";
import type { ProbeContext } from "./driver.js";
import type { Address } from "./endpoints.js";
import { basic } from "./http-body.js";
import { hideSecrets, secretHeaders } from "./secrets.js";
import type { TlsSettings } from "./tls.js";
import { tlsSettings } from "./tls.js";

/** What a first request to this place carries: names of headers in lower case. */
export type WebRequest = {
  readonly headers: Readonly<Record<string, string>>;
  readonly tls: TlsSettings;
  /** A message with the request's secrets masked. */
  readonly hidden: (text: string) => string;
};

/** @throws StackSlimError `probe.file` for a CA that can't be read. */
export const webRequest = async (place: WebPlace, address: Address, { service, cwd }: ProbeContext): Promise<WebRequest> => {
  const written = Object.fromEntries(Object.entries(place.headers).map(([name, value]) => [name.toLowerCase(), value]));
  const headers = {
    "user-agent": "stack-slim",
    ...(place.auth === undefined ? {} : { authorization: basic(place.auth.user, place.auth.password) }),
    host: place.host ?? `${address.host}:${address.port}`,
    ...written,
  };
  const secrets = secretHeaders(headers);
  return {
    headers,
    tls: await tlsSettings(place.tls, service, headers.host, cwd),
    hidden: (text) => hideSecrets(text, secrets),
  };
};
