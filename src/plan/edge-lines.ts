import type { Plan } from "../model/plan.js";
import type { Edge } from "../model/stack.js";

/** Who needs whom: one line a service, or one line an edge with where it was learnt. */
export function edgeLines({ services, edges }: Plan, each: boolean): readonly string[] {
  return services.flatMap(({ name }) => {
    const own = edges.filter(({ from }) => from === name);
    if (each) return own.map((edge) => `${name} → ${withPort(edge.to, edge.port)}  (${origin(edge)})`);
    const targets = [...new Set(own.map(({ to }) => to))].map((to) => withPort(to, own.find((edge) => edge.to === to && edge.port)?.port));
    return targets.length === 0 ? [] : [`${name} → ${targets.join(", ")}`];
  });
}

const withPort = (name: string, port: number | undefined): string => (port === undefined ? name : `${name}:${port}`);

const origin = ({ origin: kind, detail }: Edge): string => (detail.startsWith(kind) ? detail : `${kind} ${detail}`);
