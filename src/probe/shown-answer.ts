import { isSecretName } from "../model/secret-names.js";
import type { ShownAnswer } from "../model/trial.js";
import type { HttpAnswer } from "./http-exchange.js";

/** Characters of an answer's text that are kept: enough to see an error page or an empty list. */
const mostText = 240;
/** Bytes of a body that are looked at for them. */
const mostLooked = 64 * 1024;

const isText = (type: string): boolean => /^text\/|[/+](json|xml|javascript|x-www-form-urlencoded)\b/.test(type);

/** An answer as a report shows it. `hidden` masks the secrets that are known; values under secret names in JSON are masked too. */
export function shownAnswer({ status, headers, body }: HttpAnswer, hidden: (text: string) => string): ShownAnswer {
  const type = headers["content-type"]?.[0]?.split(";")[0]?.trim().toLowerCase() ?? "";
  const shown = { status, type, bytes: body.length };
  if (!isText(type) || body.length === 0) return shown;
  const text = hidden(withoutSecretValues(body.toString("utf8", 0, mostLooked)));
  return { ...shown, text: text.length > mostText ? `${text.slice(0, mostText)}…` : text };
}

/** In the text itself, since what is cut off can't be parsed. */
const withoutSecretValues = (text: string): string =>
  text.replaceAll(/"([^"\\]{1,100})"(\s*:\s*)"(?:[^"\\]|\\.)*"/g, (whole, name: string, between: string) =>
    isSecretName(name) ? `"${name}"${between}"***"` : whole,
  );
