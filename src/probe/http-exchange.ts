import { promisify } from "node:util";
import { brotliDecompress, gunzip, inflate } from "node:zlib";
import type { Dispatcher } from "undici";
import { request } from "undici";
import { boundedSignal, inWords } from "./bounded-signal.js";
import type { Address } from "./endpoints.js";
import { codeOf, explain, messageOf } from "./explain.js";

export type HttpRequest = {
  readonly method: string;
  readonly scheme: "http" | "https";
  readonly address: Address;
  /** With the query. */
  readonly path: string;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string | Uint8Array;
};

export type HttpAnswer = {
  readonly status: number;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, readonly string[]>>;
  /** Content encoding undone. */
  readonly body: Buffer;
};

/** `timeoutMs`: of the request and its whole answer. */
export type ExchangeBounds = { readonly signal: AbortSignal; readonly timeoutMs: number };
export type ExchangeOptions = ExchangeBounds & { readonly dispatcher: Dispatcher };

/** One request's answer, or one clause on why there is none. */
export type Exchanged = { readonly answer: HttpAnswer } | { readonly error: string };

/** Bytes of a body, before and after its encoding is undone. */
export const maxBodyBytes = 16 * 1024 * 1024;

/** One request and its whole answer, or one clause on why there is none. No redirect is followed, nothing is tried twice. */
export const exchange = async (asked: HttpRequest, options: ExchangeOptions): Promise<Exchanged> => {
  using bound = boundedSignal(options.signal, options.timeoutMs);
  let status: number | undefined;
  try {
    const response = await request(`${asked.scheme}://${asked.address.host}:${asked.address.port}${asked.path}`, {
      method: asked.method as Dispatcher.HttpMethod,
      headers: asked.headers,
      body: asked.body ?? null,
      dispatcher: options.dispatcher,
      signal: bound.signal,
    });
    status = response.statusCode;
    const chunks: Buffer[] = [];
    let bytes = 0;
    for await (const chunk of response.body as AsyncIterable<Buffer>) {
      bytes += chunk.length;
      if (bytes > maxBodyBytes) return { error: tooLong };
      chunks.push(chunk);
    }
    const headers = listed(response.headers);
    return { answer: { status, headers, body: await decode(Buffer.concat(chunks), headers["content-encoding"]?.[0]) } };
  } catch (error) {
    const got = status === undefined ? "" : `status ${status}, but the body is not whole: `;
    if (bound.timedOut())
      return {
        error: status === undefined ? `no answer within ${inWords(options.timeoutMs)}` : `${got}${inWords(options.timeoutMs)} over`,
      };
    if (options.signal.aborted) return { error: `${got}given up while waiting for the answer` };
    if (codeOf(error) === "ERR_BUFFER_TOO_LARGE") return { error: tooLong };
    if (status !== undefined) return { error: `${got}${closed.has(codeOf(error) ?? "") ? "connection closed" : messageOf(error)}` };
    return { error: await explain(error, asked.address, options.signal) };
  }
};

/** Said of a body over `maxBodyBytes`. */
export const tooLong = `the body is over ${maxBodyBytes / 1024 / 1024} MiB`;

const closed = new Set(["UND_ERR_SOCKET", "UND_ERR_RES_CONTENT_LENGTH_MISMATCH", "ECONNRESET"]);

const listed = (headers: Readonly<Record<string, string | string[] | undefined>>): HttpAnswer["headers"] =>
  Object.fromEntries(
    Object.entries(headers).flatMap(([name, value]) => (value === undefined ? [] : [[name.toLowerCase(), [value].flat()]])),
  );

const decoders: Readonly<Record<string, (body: Buffer, options: { readonly maxOutputLength: number }) => Promise<Buffer>>> = {
  gzip: promisify(gunzip),
  deflate: promisify(inflate),
  br: promisify(brotliDecompress),
};

// Asked for only by a step that sets accept-encoding itself; its expectations are on what a browser would show.
const decode = async (body: Buffer, encoding: string | undefined): Promise<Buffer> => {
  const decoder = decoders[encoding?.trim().toLowerCase() ?? ""];
  return decoder === undefined || body.length === 0 ? body : await decoder(body, { maxOutputLength: maxBodyBytes });
};
