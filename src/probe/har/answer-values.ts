import { parse, type DefaultTreeAdapterMap } from "parse5";
import { nounOf, singular } from "../web/noun.js";

/** A value of an answer that later requests may carry. `secret`: not to be told. */
export type AnswerValue = { readonly value: string; readonly noun?: string; readonly secret: boolean };

export type AnswerText = {
  /** Of the request. */
  readonly path: string;
  readonly type: string;
  readonly text: string;
  readonly setCookies: readonly string[];
  readonly location?: string;
  /** Answer headers, names in lower case. */
  readonly headers: readonly (readonly [string, string])[];
};

/**
 * The values of an answer by where they stand, so that a recorded answer and a live one can be laid side by side: cookies, headers that carry
 * tokens, the path of a redirect, fields of JSON, hidden fields of forms and `meta` elements.
 */
export const answerValues = (answer: AnswerText): ReadonlyMap<string, AnswerValue> =>
  new Map([...cookieValues(answer), ...headerValues(answer), ...locationValues(answer), ...bodyValues(answer)]);

type Found = readonly [place: string, value: AnswerValue];

const secretName = /token|csrf|xsrf|nonce|secret|auth|session|sid$|password|jwt|api_?key|verification/i;

const cookieValues = ({ setCookies }: AnswerText): readonly Found[] =>
  setCookies.flatMap((line): readonly Found[] => {
    const [pair = ""] = line.split(";", 1);
    const equals = pair.indexOf("=");
    const value = pair.slice(equals + 1).trim();
    const plain = decoded(value);
    const name = pair.slice(0, equals).trim();
    // Scripts read a cookie and send it in a header as it stands, or decoded.
    return equals < 1
      ? []
      : [
          [`cookie ${name}`, { value, secret: true }],
          ...(plain === value ? [] : [[`cookie ${name} decoded`, { value: plain, secret: true }] as const]),
        ];
  });

const headerValues = ({ headers }: AnswerText): readonly Found[] =>
  headers.flatMap(([name, value]): readonly Found[] =>
    name !== "set-cookie" && secretName.test(name) ? [[`header ${name}`, { value, secret: true }]] : [],
  );

const locationValues = ({ location, path }: AnswerText): readonly Found[] => {
  if (location === undefined || !URL.canParse(location, `http://host${path}`)) return [];
  const url = new URL(location, `http://host${path}`);
  const segments = url.pathname.split("/").map(decoded);
  return [
    ...segments.flatMap((value, index): readonly Found[] =>
      /\d|.{16}/.test(value)
        ? [[`location ${index} of ${segments.length}`, { value, noun: singular(segments[index - 1] ?? ""), secret: false }]]
        : [],
    ),
    ...[...url.searchParams].map(([name, value]): Found => [
      `location ?${name}`,
      { value, noun: nounOf(name) ?? singular(name), secret: secretName.test(name) },
    ]),
  ];
};

const bodyValues = ({ type, text, path }: AnswerText): readonly Found[] => {
  if (/json$/.test(type)) return jsonValues(text, lastName(path));
  return type === "text/html" || type === "application/xhtml+xml" ? htmlValues(text) : [];
};

/** The last part of a path that is a name: /api/orders/7 → order. */
export const lastName = (path: string): string =>
  singular(
    (path.split(/[?#]/, 1)[0] ?? "")
      .split("/")
      .filter((part) => /^[a-z][a-z_.-]*$/i.test(part))
      .at(-1) ?? "",
  );

const mostLeaves = 5_000;

const jsonValues = (text: string, noun: string): readonly Found[] => {
  const found: Found[] = [];
  const walk = (value: unknown, place: string, name: string, owner: string): void => {
    if (found.length >= mostLeaves) return;
    if (Array.isArray(value)) return value.forEach((each, index) => walk(each, `${place}/${index}`, name, owner));
    if (typeof value === "object" && value !== null) {
      const inner = place === "json" || name === "" ? owner : singular(name);
      for (const [key, each] of Object.entries(value)) walk(each, `${place}/${key}`, key, inner);
      return;
    }
    const isId = idName.test(name);
    if (typeof value === "string" ? isId || (value.length >= 8 && !/\s/.test(value)) : typeof value === "number" && isId)
      found.push([place, { value: String(value), noun: nounOf(name) ?? owner, secret: secretName.test(name) }]);
  };
  try {
    walk(JSON.parse(text), "json", "", noun);
  } catch {
    return [];
  }
  return found;
};

const idName = /^_?id$|[a-z_-]ids?$|Id$|ID$|uuid$|key$|slug$|number$|code$|token$|nonce$/i;

type Node = DefaultTreeAdapterMap["node"];

const htmlValues = (html: string): readonly Found[] => {
  const found: Found[] = [];
  const seen = new Map<string, number>();
  const open: Node[] = [parse(html, { scriptingEnabled: false })];
  for (let node = open.pop(); node !== undefined; node = open.pop()) {
    if ("tagName" in node) {
      const attribute = (name: string): string => ("attrs" in node ? (node.attrs.find((each) => each.name === name)?.value ?? "") : "");
      const name = attribute("name");
      if (node.tagName === "input" && attribute("type").toLowerCase() === "hidden" && name !== "") {
        seen.set(name, (seen.get(name) ?? 0) + 1);
        found.push([
          `input ${name} ${String(seen.get(name))}`,
          { value: attribute("value"), noun: nounOf(name) ?? singular(name), secret: secretName.test(name) },
        ]);
      }
      if (node.tagName === "meta" && secretName.test(name)) found.push([`meta ${name}`, { value: attribute("content"), secret: true }]);
    }
    if ("childNodes" in node) open.push(...[...node.childNodes].reverse());
  }
  return found;
};

const decoded = (text: string): string => {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
};
