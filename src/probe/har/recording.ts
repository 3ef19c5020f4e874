/** One request of a recording and its answer, as HAR 1.2 has them. Header names are in lower case. */
export type Entry = {
  readonly url: URL;
  readonly method: string;
  readonly headers: readonly Header[];
  readonly body?: { readonly type: string; readonly bytes: string | Uint8Array };
  readonly status: number;
  readonly answerHeaders: readonly Header[];
  /** Media type without its parameters. */
  readonly type: string;
  /** Text of the answer, when it was recorded. */
  readonly text?: string;
  /** Of the answer's body without its content encoding; undefined when unknown. */
  readonly bytes?: number;
  /** What the browser wanted it for, such as `document`; browsers but Chrome don't tell. */
  readonly wantedAs?: string;
};

export type Header = readonly [name: string, value: string];

export type Recording = { readonly entries: readonly Entry[] };

type Json = Readonly<Record<string, unknown>>;

/**
 * The text of a HAR file as a recording, its entries in the order they were made; or one clause on why it is none.
 * Source: HAR 1.2 (W3C draft), and what Chrome, Firefox and Safari add to it (`_fromCache`, `_resourceType`) or leave out.
 */
export const parseRecording = (text: string): { readonly recording: Recording } | { readonly error: string } => {
  let value: unknown;
  try {
    value = JSON.parse(text.replace(/^\ufeff/, ""));
  } catch {
    return { error: "it is no JSON, as HAR is" };
  }
  const entries = object(object(value)["log"])["entries"];
  if (!Array.isArray(entries)) return { error: "it has no log.entries, as HAR has" };
  const timed = entries.map((entry: unknown, index) => ({ entry: object(entry), index }));
  const at = ({ entry }: (typeof timed)[number]): number => Date.parse(String(entry["startedDateTime"])) || 0;
  const sorted = timed.sort((a, b) => at(a) - at(b) || a.index - b.index);
  return { recording: { entries: sorted.flatMap(({ entry }) => parseEntry(entry)) } };
};

const parseEntry = (entry: Json): readonly Entry[] => {
  const request = object(entry["request"]);
  const response = object(entry["response"]);
  const written = string(request["url"]);
  if (!URL.canParse(written)) return [];
  const content = object(response["content"]);
  const headers = headersOf(request["headers"]);
  const body = bodyOf(object(request["postData"]), headers);
  const text = contentText(content);
  const size = Number(content["size"]);
  const wantedAs = string(entry["_resourceType"]);
  return [
    {
      url: new URL(written),
      method: string(request["method"], "GET").toUpperCase(),
      headers,
      ...(body === undefined ? {} : { body }),
      status: Number(response["status"]) || 0,
      answerHeaders: headersOf(response["headers"]),
      type: mediaType(string(content["mimeType"])),
      ...(text === undefined ? {} : { text }),
      ...(size > 0 ? { bytes: size } : {}),
      ...(wantedAs === "" ? {} : { wantedAs }),
    },
  ];
};

/** Chrome gives several values of one header in one entry, one a line. */
const headersOf = (list: unknown): readonly Header[] =>
  pairs(list).flatMap(([name, value]) => (name.startsWith(":") ? [] : value.split("\n").map((line): Header => [name.toLowerCase(), line])));

const pairs = (list: unknown): readonly Header[] =>
  Array.isArray(list) ? list.map(object).map((each): Header => [string(each["name"]), string(each["value"])]) : [];

const bodyOf = (data: Json, headers: readonly Header[]): Entry["body"] => {
  const sent = headers.find(([name]) => name === "content-type")?.[1];
  const type = sent ?? string(data["mimeType"]);
  const text = string(data["text"]);
  if (text !== "") return { type, bytes: data["encoding"] === "base64" ? Buffer.from(text, "base64") : text };
  const params = pairs(data["params"]);
  if (params.length === 0) return undefined;
  if (/multipart\/form-data/.test(type)) return multipartOf(data["params"]);
  // Browsers write the names and values of a form as they were sent, encoded.
  const form = params.map(([name, value]) => `${encoded(name)}=${encoded(value)}`).join("&");
  return { type: type === "" ? "application/x-www-form-urlencoded" : type, bytes: form };
};

const encoded = (text: string): string => {
  try {
    return encodeURIComponent(decodeURIComponent(text.replaceAll("+", " ")));
  } catch {
    return encodeURIComponent(text);
  }
};

const boundary = "----stack-slim-replay";

const multipartOf = (params: unknown): NonNullable<Entry["body"]> => {
  const parts = (Array.isArray(params) ? params.map(object) : []).map((each) => {
    const file = string(each["fileName"]);
    const type = string(each["contentType"]);
    const head = `content-disposition: form-data; name="${string(each["name"])}"${file === "" ? "" : `; filename="${file}"`}`;
    return `--${boundary}\r\n${head}\r\n${type === "" ? "" : `content-type: ${type}\r\n`}\r\n${string(each["value"])}\r\n`;
  });
  return { type: `multipart/form-data; boundary=${boundary}`, bytes: `${parts.join("")}--${boundary}--\r\n` };
};

const contentText = (content: Json): string | undefined => {
  const text = content["text"];
  if (typeof text !== "string") return undefined;
  return content["encoding"] === "base64" ? Buffer.from(text, "base64").toString("utf8") : text;
};

export const mediaType = (written: string): string => written.split(";", 1)[0]?.trim().toLowerCase() ?? "";

const object = (value: unknown): Json => (typeof value === "object" && value !== null ? (value as Json) : {});

const string = (value: unknown, otherwise = ""): string => (typeof value === "string" ? value : otherwise);
