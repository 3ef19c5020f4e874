import type { Extraction } from "../model/config.js";
import { fromHtml } from "./html.js";
import { jsonOf, textOf } from "./expect-http.js";
import type { HttpAnswer } from "./http-exchange.js";
import { parseJsonPath, readJsonPath } from "./json-path.js";
import { parseBareRegex, preview } from "./text-pattern.js";

/**
 * The value an extraction takes from an answer, or why there is none. A JSON path gives the value with its type, of several matches the first;
 * a header its text; a regular expression its first group, or all it matched; a CSS selector the attribute or the text of the first element.
 */
export const extract = (extraction: Extraction, answer: HttpAnswer): { readonly value: unknown } | { readonly error: string } => {
  switch (extraction.from) {
    case "json": {
      const path = parseJsonPath(extraction.expression);
      const body = jsonOf(answer);
      if (body === undefined) return { error: `the body isn't JSON; it begins ${preview(textOf(answer))}` };
      const matches = readJsonPath(path, body.value);
      return matches.length > 0 ? { value: matches[0] } : { error: `no ${path.text} in the body, which begins ${preview(textOf(answer))}` };
    }
    case "css":
      return fromHtml(textOf(answer), extraction.expression, extraction.attribute);
    case "header": {
      const values = answer.headers[extraction.expression.toLowerCase()];
      return values === undefined ? { error: `no header ${extraction.expression}` } : { value: values.join(", ") };
    }
    case "regex": {
      const match = parseBareRegex(extraction.expression).exec(textOf(answer));
      if (match === null) return { error: `no match of ${extraction.expression} in the body, which begins ${preview(textOf(answer))}` };
      return { value: match[1] ?? match[0] };
    }
  }
};
