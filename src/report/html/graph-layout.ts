import { Graph, layout } from "@dagrejs/dagre";
import type { Edge } from "../../model/stack.js";

export type Point = { readonly x: number; readonly y: number };
/** How an edge was learnt: read from files, seen on the wire, or both. */
export type EdgeKnowledge = "inferred" | "observed" | "both";
export type DrawnEdge = {
  readonly from: number;
  readonly to: number;
  readonly knowledge: EdgeKnowledge;
  readonly points: readonly Point[];
};
export type GraphLayout = {
  readonly width: number;
  readonly height: number;
  /** Centre of each service's box, in the order they were given. */
  readonly boxes: readonly Point[];
  readonly edges: readonly DrawnEdge[];
};

export const boxSize = { width: 168, height: 50 } as const;
const margin = 12;

/** All edges between the same two services as one; those that lead to themselves or out of the stack are left out. Services by their place. */
export function joinEdges(services: readonly string[], edges: readonly Edge[]): readonly Omit<DrawnEdge, "points">[] {
  const place = new Map(services.map((name, index) => [name, index]));
  const joined = new Map<string, Omit<DrawnEdge, "points">>();
  for (const edge of edges) {
    const [from, to] = [place.get(edge.from), place.get(edge.to)];
    if (from === undefined || to === undefined || from === to) continue;
    const knowledge: EdgeKnowledge = edge.origin === "observed" ? "observed" : "inferred";
    const key = `${String(from)} ${String(to)}`;
    const known = joined.get(key)?.knowledge ?? knowledge;
    joined.set(key, { from, to, knowledge: known === knowledge ? known : "both" });
  }
  return [...joined.values()];
}

/** Places the services from left to right, each left of what it needs. Cycles are allowed. Units: CSS pixels. */
export function layOutGraph(services: readonly string[], edges: readonly Edge[]): GraphLayout {
  const joined = joinEdges(services, edges);
  const graph = new Graph<{ rankdir: string }, { width: number; height: number }, { points?: Point[] }>();
  graph.setGraph({ rankdir: "LR", nodesep: 14, ranksep: 60, edgesep: 8, marginx: margin, marginy: margin } as { rankdir: string });
  services.forEach((_, index) => graph.setNode(String(index), { ...boxSize }));
  for (const { from, to } of joined) graph.setEdge(String(from), String(to), {});
  layout(graph);
  const boxes = services.map((_, index): Point => {
    const { x = 0, y = 0 } = graph.node(String(index)) as Partial<Point>;
    return { x, y };
  });
  const { width = 0, height = 0 } = graph.graph() as { width?: number; height?: number };
  return {
    width,
    height,
    boxes,
    edges: joined.map((edge) => ({ ...edge, points: graph.edge(String(edge.from), String(edge.to)).points ?? [] })),
  };
}
