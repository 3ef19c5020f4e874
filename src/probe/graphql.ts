import { probeWithClient } from "./client-probe.js";
import type { Driver, ProbeContext } from "./driver.js";
import { jsonOf, textOf } from "./expect-http.js";
import { introspection, queryFields, selection } from "./graphql-fields.js";
import { openAgents } from "./http-agents.js";
import { exchange } from "./http-exchange.js";
import { preview } from "./text-pattern.js";
import { webRequest } from "./web-place.js";

const requestTimeoutMs = 15_000;
const mostFields = 50;

/** Data, or the first error the server names. */
type Answered = { readonly data: unknown; readonly error?: string };
type Ask = (query: string) => Promise<Answered>;

/** Passes when the server answers an introspection query, or says that it has none, and, when that is asked for, each root query field without required arguments. */
export const graphqlDriver = {
  kind: "graphql",
  run: (probe, context) =>
    probeWithClient(probe.port, context, async (address, signal) => {
      const { headers, tls, hidden } = await webRequest(probe, address, context);
      await using agents = openAgents();
      const ask: Ask = async (query) => {
        const asked = {
          method: "POST",
          scheme: probe.scheme,
          address,
          path: probe.path,
          headers: { accept: "application/json", ...headers, "content-type": "application/json" },
          body: JSON.stringify({ query }),
        };
        const result = await exchange(asked, { dispatcher: agents.agent({ http2: false, tls }), signal, timeoutMs: requestTimeoutMs });
        if ("error" in result) throw new Error(hidden(result.error));
        const { status } = result.answer;
        const answered = answeredIn(jsonOf(result.answer)?.value);
        if (answered !== undefined) return answered.error === undefined ? answered : { ...answered, error: hidden(answered.error) };
        throw new Error(hidden(`status ${status}, and the body is no GraphQL answer; it begins ${preview(textOf(result.answer))}`));
      };
      return await exercise(ask, probe.fields, { ...context, log: (line) => context.log(hidden(line)) });
    }),
} satisfies Driver<"graphql">;

const exercise = async (ask: Ask, fields: "none" | "tried" | "required", context: ProbeContext): Promise<string> => {
  const { data, error } = await ask(introspection);
  const known = queryFields(data);
  if (known === undefined) {
    // Servers in production often refuse introspection; every one knows the name of its root.
    const root = await ask("{ __typename }");
    if (root.error !== undefined) throw new Error(`GraphQL error: ${root.error}`);
    return `GraphQL answers (introspection: ${error ?? "no schema"})`;
  }
  const open = fields === "none" ? [] : known.filter(({ needsArguments }) => !needsArguments).slice(0, mostFields);
  let answered = 0;
  for (const field of open) {
    const { error: refused } = await ask(`query { ${selection(field)} }`);
    if (refused === undefined) answered += 1;
    else if (fields === "required") throw new Error(`GraphQL error for the field ${field.name}: ${refused}`);
    else context.log(`${context.service}: GraphQL field ${field.name} left out: ${refused}`);
  }
  return `GraphQL schema with ${known.length} root query fields${fields === "none" ? "" : `, ${answered} of ${open.length} without arguments answer`}`;
};

/** Source: GraphQL over HTTP, 7: a map with data, errors or both. */
const answeredIn = (body: unknown): Answered | undefined => {
  if (typeof body !== "object" || body === null || !("data" in body || "errors" in body)) return undefined;
  const { data, errors } = body as { readonly data?: unknown; readonly errors?: unknown };
  const first: unknown = Array.isArray(errors) ? errors[0] : undefined;
  if (first === undefined) return { data };
  const message = typeof first === "object" && first !== null && "message" in first ? String(first.message) : JSON.stringify(first);
  return { data, error: message };
};
