/** An answer to a GET; `type` is the content type without parameters, `bytes` the length of the body. */
export type Answer = { readonly status: number; readonly type?: string; readonly bytes: number };

export type FoundPath = {
  readonly path: string;
  readonly what: "health" | "metrics" | "api" | "graphql" | "page";
  readonly status: number;
  readonly type?: string;
};

type WellKnown = { readonly path: string; readonly what: FoundPath["what"]; readonly wants?: readonly ContentKind[] };
type ContentKind = "json" | "html" | "text" | "other";

/** In the order they are asked. `wants`: what the real thing answers with; a page in its stead is a page that says there is nothing. */
export const wellKnownPaths: readonly WellKnown[] = [
  { path: "/health", what: "health" },
  { path: "/healthz", what: "health" },
  { path: "/ready", what: "health" },
  { path: "/metrics", what: "metrics", wants: ["text", "json", "other"] },
  { path: "/openapi.json", what: "api", wants: ["json"] },
  { path: "/swagger.json", what: "api", wants: ["json"] },
  { path: "/v3/api-docs", what: "api", wants: ["json"] },
  { path: "/graphql?query=%7B__typename%7D", what: "graphql", wants: ["json"] },
];

export function contentKind(type: string | undefined): ContentKind {
  if (type === undefined) return "other";
  if (/json/.test(type)) return "json";
  if (/html/.test(type)) return "html";
  return type.startsWith("text/") || /openmetrics/.test(type) ? "text" : "other";
}

/** Whether an answer is what the service says to anything: same class of status and content, of about the same length. */
export function isSameAnswer(answer: Answer, anything: Answer): boolean {
  const near = Math.abs(answer.bytes - anything.bytes) <= 256 + anything.bytes / 20;
  return (
    Math.floor(answer.status / 100) === Math.floor(anything.status / 100) && contentKind(answer.type) === contentKind(anything.type) && near
  );
}
