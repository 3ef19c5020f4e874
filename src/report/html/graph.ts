import { clip, printableLine } from "../../model/printable.js";
import type { Report } from "../../model/report.js";
import { arrow, bytesText, plural } from "../wording.js";
import { boxSize, layOutGraph, type DrawnEdge, type EdgeKnowledge, type GraphLayout, type Point } from "./graph-layout.js";
import { html, htmlTable, NOTHING, scrolled, type Markup } from "./markup.js";

/** More edges than this make a drawing nobody can read, and its layout slow. */
const mostEdges = 600;
const letters = 19;

/** The dependency graph as a drawing with links to the services' rows, and as a table. Names must be printable. */
export function graphSection({ services, edges }: Report): Markup {
  if (services.length === 0) return NOTHING;
  const layout = layOutGraph(
    services.map(({ name }) => name),
    edges.length > mostEdges ? [] : edges,
  );
  const drawing =
    edges.length > mostEdges
      ? html`<p>${plural(edges.length, "edge")} are too many to draw: see the table.</p>`
      : html`${scrolled("Dependency graph", svg(layout, services))} ${legend(layout.edges)}`;
  return html`${drawing}
    <details>
      <summary>Edges as a table (${plural(edges.length, "edge")})</summary>
      ${htmlTable(
        "Who needs whom, and where that was learnt",
        [
          { head: "Service", cell: (edge) => printableLine(edge.from), kind: "name" },
          { head: "Needs", cell: (edge) => printableLine(edge.to) },
          { head: "Learnt from", cell: ({ origin }) => (origin === "observed" ? "observed while profiling" : origin) },
          { head: "Detail", cell: ({ detail, port }) => printableLine(port === undefined ? detail : `${detail} (port ${String(port)})`) },
        ],
        edges,
      )}
    </details>`;
}

const words: Readonly<Record<EdgeKnowledge, string>> = {
  inferred: "read from the compose files",
  observed: "seen only while profiling",
  both: "read and seen",
};

function svg({ width, height, boxes, edges }: GraphLayout, services: Report["services"]): Markup {
  const size = `${String(Math.ceil(width))} ${String(Math.ceil(height))}`;
  const [w = "", h = ""] = size.split(" ");
  return html`<svg
    class="graph"
    viewBox="0 0 ${size}"
    width="${w}"
    height="${h}"
    role="group"
    aria-label="Dependency graph: services from left to right, each left of what it needs"
  >
    <defs>
      <marker
        id="tip"
        viewBox="0 0 8 8"
        refX="7"
        refY="4"
        markerWidth="9"
        markerHeight="9"
        markerUnits="userSpaceOnUse"
        orient="auto-start-reverse"
      >
        <path d="M0 0L8 4L0 8z" />
      </marker>
    </defs>
    ${edges.map((edge) => path(edge, services))} ${services.map((service, index) => box(service, index, boxes[index] ?? { x: 0, y: 0 }))}
  </svg>`;
}

const path = ({ from, to, knowledge, points }: DrawnEdge, services: Report["services"]): Markup => {
  const title = `${services[from]?.name ?? ""} needs ${services[to]?.name ?? ""}: ${words[knowledge]}`;
  return html`<path class="edge ${knowledge}" d="${smooth(points)}" marker-end="url(#tip)"><title>${printableLine(title)}</title></path>`;
};

/** Curves that leave and reach every point level, as the ranks stand side by side. */
function smooth([first, ...others]: readonly Point[]): string {
  const at = ({ x, y }: Point): string => `${x.toFixed(1)} ${y.toFixed(1)}`;
  if (first === undefined) return "";
  const curves = others.map((point, index) => {
    const from = others[index - 1] ?? first;
    const middle = (from.x + point.x) / 2;
    return `C${at({ x: middle, y: from.y })} ${at({ x: middle, y: point.y })} ${at(point)}`;
  });
  return `M${at(first)}${curves.join("")}`;
}

const box = (service: Report["services"][number], index: number, { x, y }: Point): Markup => {
  const { name, variant, originalBytes, slimBytes } = service;
  const size = variant === "slim" ? arrow(bytesText(originalBytes), bytesText(slimBytes)) : bytesText(originalBytes);
  const [left, top] = [x - boxSize.width / 2, y - boxSize.height / 2];
  return html`<a href="#r${index}" class="box ${variant}"
    ><title>${printableLine(`${name}: ${variant}, ${size}`)}</title
    ><rect
      x="${left.toFixed(1)}"
      y="${top.toFixed(1)}"
      width="${boxSize.width}"
      height="${boxSize.height}"
      rx="${variant === "slim" ? 12 : 0}"
    /><text x="${x.toFixed(1)}" y="${(y - 4).toFixed(1)}" class="name">${clip(printableLine(name), letters)}</text
    ><text x="${x.toFixed(1)}" y="${(y + 14).toFixed(1)}">${variant}, ${size}</text></a
  > `;
};

const legend = (edges: readonly DrawnEdge[]): Markup => {
  const used = (["both", "inferred", "observed"] as const).filter((kind) => edges.some(({ knowledge }) => knowledge === kind));
  return html`<ul class="legend">
    <li><span class="key slim"></span> slim in the end</li>
    <li><span class="key original"></span> stays original</li>
    ${used.map(
      (kind) =>
        html`<li>
          <svg width="34" height="10" aria-hidden="true"><path class="edge ${kind}" d="M1 5H33" /></svg>
          ${words[kind]}
        </li> `,
    )}
  </ul>`;
};
