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

/** Places the services from left to right, each left of what it needs; those without an edge in rows below. Cycles are allowed. Units: CSS pixels. */
export function layOutGraph(services: readonly string[], edges: readonly Edge[]): GraphLayout {
  const joined = joinEdges(services, edges);
  const linked = new Set(joined.flatMap(({ from, to }) => [from, to]));
  const loose = services.flatMap((_, index) => (linked.has(index) ? [] : [index]));
  const graph = new Graph<{ rankdir: string }, { width: number; height: number }, { points?: Point[] }>();
  graph.setGraph({ rankdir: "LR", nodesep: 14, ranksep: 60, edgesep: 8, marginx: margin, marginy: margin } as { rankdir: string });
  for (const index of linked) graph.setNode(String(index), { ...boxSize });
  for (const { from, to } of joined) graph.setEdge(String(from), String(to), {});
  if (linked.size > 0) layout(graph);
  const drawn = linked.size > 0 ? (graph.graph() as { width?: number; height?: number }) : {};
  const { width = 0, height = 0 } = drawn;
  const rows = looseRows(loose.length, width, linked.size > 0 ? height : margin);
  const boxes = services.map((_, index): Point => {
    const { x = 0, y = 0 } = linked.has(index) ? (graph.node(String(index)) as Partial<Point>) : (rows.boxes[loose.indexOf(index)] ?? {});
    return { x, y };
  });
  return {
    width: Math.max(width, rows.width),
    height: loose.length > 0 ? rows.height : height,
    boxes,
    edges: joined.map((edge) => {
      const between = graph.edge(String(edge.from), String(edge.to)).points?.slice(1, -1) ?? [];
      return { ...edge, points: fromSideToSide(boxes[edge.from], between, boxes[edge.to]) };
    }),
  };
}

/** An edge leaves its box in the middle of the side that faces the other one, and ends in the middle of that one's. */
function fromSideToSide(from: Point | undefined, between: readonly Point[], to: Point | undefined): readonly Point[] {
  if (from === undefined || to === undefined) return [];
  const side = (Math.sign(to.x - from.x) * boxSize.width) / 2;
  // A single point between them is the place for a label, not a bend.
  return [{ x: from.x + side, y: from.y }, ...(between.length > 1 ? between : []), { x: to.x - side, y: to.y }];
}

/** At least this many in a row, also where the drawing above is narrower. */
const leastInRow = 6;
const gap = 14;

function looseRows(count: number, width: number, top: number): Omit<GraphLayout, "edges"> {
  const across = boxSize.width + gap;
  const down = boxSize.height + gap;
  const inRow = Math.min(count, Math.max(leastInRow, Math.floor((width - 2 * margin) / across)));
  const boxes = Array.from({ length: count }, (_, index): Point => ({
    x: margin + (index % inRow) * across + boxSize.width / 2,
    y: top + Math.floor(index / inRow) * down + boxSize.height / 2,
  }));
  return { boxes, width: 2 * margin + inRow * across - gap, height: top + Math.ceil(count / Math.max(1, inRow)) * down - gap + margin };
}
