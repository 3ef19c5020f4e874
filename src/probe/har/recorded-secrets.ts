import { isSecretName } from "../../model/secret-names.js";
import type { Entry, Recording } from "./recording.js";

/** What sign-ins of browsers carry besides. */
const signIn = /nonce|^code$/i;
const isSecret = (name: string): boolean => isSecretName(name) || signIn.test(name);

/** What a recording holds that must not be told: cookies, headers and fields that carry passwords and tokens. */
export const recordedSecrets = ({ entries }: Recording): readonly string[] => [...new Set(entries.flatMap(ofEntry))];

const ofEntry = ({ url, headers, answerHeaders, body }: Entry): readonly string[] => [
  ...headers.flatMap(([name, value]) => (name === "cookie" ? value.split(";").map(valueOf) : isSecret(name) ? words(value) : [])),
  ...answerHeaders.flatMap(([name, value]) => (name === "set-cookie" ? [valueOf(value.split(";", 1)[0] ?? "")] : [])),
  ...[...url.searchParams].flatMap(([name, value]) => (isSecret(name) ? [value] : [])),
  ...(typeof body?.bytes === "string" ? ofBody(body.type, body.bytes) : []),
];

/** The scheme of `Bearer TOKEN` is no secret. */
const words = (value: string): readonly string[] => [value.replace(/^\w+ /, ""), value];

const valueOf = (pair: string): string => pair.slice(pair.indexOf("=") + 1).trim();

const ofBody = (type: string, text: string): readonly string[] => {
  if (type.startsWith("application/x-www-form-urlencoded"))
    return [...new URLSearchParams(text)].flatMap(([name, value]) => (isSecret(name) ? [value] : []));
  return /json/.test(type)
    ? [...text.matchAll(/"([^"\\]+)"\s*:\s*"((?:[^"\\]|\\.)*)"/g)].flatMap(([, name = "", value = ""]) => (isSecret(name) ? [value] : []))
    : [];
};
