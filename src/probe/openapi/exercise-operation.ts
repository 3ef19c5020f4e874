import type { OpenApiTraffic } from "../../model/web-traffic.js";
import { messageOf } from "../explain.js";
import { jsonOf } from "../expect-http.js";
import type { HttpAnswer } from "../http-exchange.js";
import { isPassing } from "../web/traffic-run.js";
import type { WebClient } from "../web/web-client.js";
import { answerMismatch } from "./answer-mismatch.js";
import { buildRequest, type BuiltRequest, type RequestMaking } from "./build-request.js";
import type { Operation } from "./operation.js";
import type { SampleStyle } from "./sample.js";

export type Exercise = {
  readonly making: RequestMaking;
  readonly client: WebClient;
  readonly signal: AbortSignal;
  readonly traffic: OpenApiTraffic;
};

/** `status` of the best answer; `problem`: why even that one is a failure. */
export type Outcome = {
  readonly operation: Operation;
  readonly status?: number;
  readonly problem?: string;
  /** Why it could not even be asked for. */
  readonly leftOut?: string;
  readonly passing: boolean;
  readonly services: readonly string[];
};

/** How a request is made, one after the other until an answer is accepted: as the description's author would, freely, and with as little as may be. */
const styles: readonly SampleStyle[] = [
  { examples: true, optional: true },
  { examples: false, optional: true },
  { examples: false, optional: false },
];

/** One operation, asked for until an answer is as wished or every way of asking was tried. One that can't be made is left out. */
export const exercise = async (operation: Operation, { making, client, signal, traffic }: Exercise): Promise<Outcome> => {
  let best: Outcome | undefined;
  const asked = new Set<string>();
  for (const style of styles) {
    const built = await buildRequest(operation, style, making).catch((error: unknown) => messageOf(error));
    if (typeof built === "string") return best ?? { operation, leftOut: built, passing: false, services: [] };
    const written = `${built.path} ${typeof built.body === "string" ? built.body : String(built.body?.length)}`;
    if (asked.has(written)) continue;
    asked.add(written);
    const outcome = await ask(operation, built, { making, client, signal, traffic });
    if (best === undefined || rank(outcome) < rank(best)) best = outcome;
    if (rank(best) === 0 || signal.aborted) break;
    // A body that is refused may be accepted when it says less; a request without a body or values stays what it is.
    if (operation.body === undefined && operation.parameters.length === 0) break;
  }
  return best ?? { operation, passing: false, services: [] };
};

/** The lower, the better: answered as wished, refused, failed. */
const rank = ({ status, problem }: Outcome): number => (problem !== undefined ? 2 : status !== undefined && status < 400 ? 0 : 1);

const ask = async (operation: Operation, built: BuiltRequest, { making, client, signal, traffic }: Exercise): Promise<Outcome> => {
  const found = client.at(built.path);
  if ("error" in found) return { operation, problem: found.error, passing: true, services: [] };
  const { headers, body } = built;
  const request = { method: operation.method, place: found.place, headers, ...(body === undefined ? {} : { body }) };
  const result = await client.call(request, signal);
  if ("error" in result)
    return {
      operation,
      passing: result.passing,
      services: result.services,
      ...(result.tooLong ? { status: 200 } : { problem: result.error }),
    };
  const { answer, services } = result;
  const { status } = answer;
  if (status < 300) learn(operation, built, answer, making);
  const problem = problemOf(operation, answer, traffic, making);
  return { operation, status, passing: isPassing(status), services, ...(problem === undefined ? {} : { problem }) };
};

const problemOf = (
  operation: Operation,
  answer: HttpAnswer,
  { validate }: OpenApiTraffic,
  { document }: RequestMaking,
): string | undefined => {
  const { status } = answer;
  // `default` is what descriptions call any error, so it excuses none.
  const isDescribed = [String(status), "5XX", "5xx"].some((key) => Object.hasOwn(operation.answers, key));
  if (status >= 500 && !isDescribed) return `status ${status}`;
  return validate ? answerMismatch(document, operation, answer) : undefined;
};

const learn = ({ method, template }: Operation, { sent }: BuiltRequest, answer: HttpAnswer, { pool }: RequestMaking): void => {
  const value = jsonOf(answer)?.value;
  if (method === "POST" || method === "PUT") pool.created(template, sent, value, answer.headers["location"]?.[0]);
  if (method === "GET") pool.listed(template, value);
};
