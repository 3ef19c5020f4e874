import { randomInt } from "node:crypto";
import type { OpenApiTraffic } from "../../model/web-traffic.js";
import { boundedSignal, inWords } from "../bounded-signal.js";
import { messageOf } from "../explain.js";
import { matchesAny } from "../web/path-pattern.js";
import { counted, failureLine, type RunTraffic, type TrafficFailure, type TrafficResult } from "../web/traffic-run.js";
import { openWebClient } from "../web/web-client.js";
import type { RequestMaking } from "./build-request.js";
import { exercise, type Outcome } from "./exercise-operation.js";
import { loadSpec } from "./load-spec.js";
import { isWrite, labelOf, type Operation } from "./operation.js";
import { inOrder } from "./order-operations.js";
import { plainSchema } from "./plain-schema.js";
import { readOperations } from "./read-operations.js";
import { newResourcePool } from "./resource-pool.js";
import { newSampler } from "./sample.js";
import type { SpecDocument } from "./spec-document.js";

/**
 * Asks for every operation of a description, in an order in which each has something to work on. Fails when the server fails (5xx that isn't
 * described) however the request is made, when no operation at all is answered well, and with `validate` when an answer isn't as described.
 */
export const runOpenApi: RunTraffic<OpenApiTraffic> = async (traffic, context) => {
  const services = new Set([context.target.service]);
  await using client = openWebClient({ traffic, ...context });
  const end = (result: { readonly ok: true; readonly detail: string } | ({ readonly ok: false } & TrafficFailure)): TrafficResult =>
    result.ok ? { ...result, services: [...services] } : { ...result, error: client.mask.hide(result.error), services: [...services] };
  const loginError = await client.logIn();
  if (loginError !== undefined) return end({ ok: false, error: loginError, retryable: true });
  const spec = await loadSpec(traffic, client, context.signal);
  if ("error" in spec) return end({ ok: false, ...spec });
  using bound = boundedSignal(context.signal, traffic.timeMs);
  try {
    const operations = wanted(spec.document, spec.at, traffic);
    if (operations.length === 0)
      return end({ ok: false, error: "the description has no operation that may be asked for", retryable: false });
    const making: RequestMaking = {
      document: spec.document,
      sampler: newSampler(randomInt(2 ** 30)),
      pool: newResourcePool(),
      values: traffic.values,
      apiKey: traffic.auth?.apiKey === undefined ? undefined : client.fillSecret(traffic.auth.apiKey),
    };
    const outcomes: Outcome[] = [];
    for (const operation of operations) {
      const outcome = await exercise(operation, { making, client, signal: bound.signal, traffic });
      if (bound.signal.aborted) break;
      outcomes.push(outcome);
      for (const service of outcome.services) services.add(service);
    }
    if (context.signal.aborted) return end({ ok: false, error: "given up before all operations were asked for", retryable: true });
    return end(conclude(outcomes, operations.length, traffic));
  } catch (error) {
    return end({ ok: false, error: messageOf(error), retryable: false });
  }
};

const wanted = (document: SpecDocument, at: string, traffic: OpenApiTraffic): readonly Operation[] => {
  const operations = readOperations(document, at, traffic.base).filter(
    (operation) =>
      (traffic.writes || !isWrite(operation)) &&
      !operation.isStream &&
      !matchesAny(traffic.skip, operation.template) &&
      !matchesAny(traffic.skip, labelOf(operation)),
  );
  return inOrder(operations, (operation) => needsOf(document, operation));
};

/** How many other resources a body names; none when its schema can't be read, which is told when it is asked for. */
const needsOf = (document: SpecDocument, { body }: Operation): number => {
  try {
    return body === undefined
      ? 0
      : (JSON.stringify(plainSchema(document, body.schema, "request")).match(/"\w+(?:Id|_id|ID)":/g)?.length ?? 0);
  } catch {
    return 0;
  }
};

const conclude = (
  outcomes: readonly Outcome[],
  wantedCount: number,
  { allow, timeMs }: OpenApiTraffic,
): { readonly ok: true; readonly detail: string } | ({ readonly ok: false } & TrafficFailure) => {
  const isAllowed = ({ operation }: Outcome): boolean => matchesAny(allow, operation.template) || matchesAny(allow, labelOf(operation));
  const failed = outcomes.filter((outcome) => outcome.problem !== undefined && !isAllowed(outcome));
  if (failed.length > 0) {
    const lines = failed.map(({ operation, problem }) => `${labelOf(operation)}: ${problem ?? ""}`);
    return {
      ok: false,
      error: failureLine(lines, outcomes.length),
      retryable: failed.some(({ passing }) => passing),
      failed: failed.map(({ operation }) => labelOf(operation)),
    };
  }
  const good = outcomes.filter(({ status }) => status !== undefined && status < 400);
  const refused = outcomes.filter(({ status }) => status !== undefined && status >= 400);
  const listed = refused
    .slice(0, 10)
    .map(({ operation, status }) => `${labelOf(operation)} ${String(status)}`)
    .join(", ");
  if (good.length === 0) {
    if (outcomes.length === 0) return { ok: false, error: `no operation was answered within ${inWords(timeMs)}`, retryable: true };
    return {
      ok: false,
      error: `none of ${counted(outcomes.length, "operation")} was answered well (${listed}); is base: right, is auth: given?`,
      retryable: true,
    };
  }
  const stopped = outcomes.length < wantedCount ? `; stopped after ${inWords(timeMs)}, ${wantedCount - outcomes.length} left` : "";
  const notWell = refused.length === 0 ? "" : `, refused ${listed}${refused.length > 10 ? ` and ${refused.length - 10} more` : ""}`;
  const [left, ...more] = outcomes.filter(({ leftOut }) => leftOut !== undefined);
  const leftOut =
    left === undefined
      ? ""
      : `; left out ${labelOf(left.operation)}${more.length === 0 ? "" : ` and ${more.length} more`} (${left.leftOut ?? ""})`;
  return { ok: true, detail: `answered ${good.length} of ${counted(outcomes.length, "operation")}${notWell}${leftOut}${stopped}` };
};
