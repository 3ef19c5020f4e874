import { paletteCss } from "./palette.js";

/** The page's only style: readable without network, in light and dark, on a phone and on paper; colours and their contrast are palette.ts. */
export const pageStyle = `
${paletteCss}
* { box-sizing: border-box; }
html { scroll-padding-top: 1rem; }
body { margin: 0 auto; max-width: 82rem; padding: 1.5rem; background: var(--paper); color: var(--ink); font: 15px/1.5 system-ui, sans-serif; }
h1 { font-size: 1.5rem; margin: 0; overflow-wrap: anywhere; }
h2 { font-size: 1.2rem; margin: 2.5rem 0 .5rem; border-bottom: 1px solid var(--rule); }
h3 { font-size: 1rem; margin: 1.5rem 0 .25rem; overflow-wrap: anywhere; }
a { color: var(--link); }
:focus-visible { outline: 3px solid var(--link); outline-offset: 2px; }
:target { outline: 3px solid var(--link); outline-offset: -3px; }
dl { display: grid; grid-template-columns: max-content 1fr; gap: .15rem 1rem; }
dt { color: var(--quiet); }
dd { margin: 0; overflow-wrap: anywhere; }
p, li, summary { overflow-wrap: anywhere; }
.quiet { color: var(--quiet); }
.next { border-left: 4px solid var(--good); padding: .5rem .75rem; background: var(--band); }
.figures { display: flex; flex-wrap: wrap; gap: .75rem; padding: 0; margin: 1rem 0; list-style: none; }
.figures li { background: var(--band); border: 1px solid var(--rule); border-radius: .5rem; padding: .5rem 1rem; }
.figures b { display: block; font-size: 1.35rem; line-height: 1.3; }
.skip { position: absolute; left: -100rem; background: var(--paper); padding: .5rem; }
.skip:focus { left: 1rem; }
nav ul, .legend { display: flex; flex-wrap: wrap; gap: .25rem 1.25rem; padding: 0; list-style: none; }
.spoken { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
.scroll { overflow-x: auto; position: relative; }
table { border-collapse: collapse; width: 100%; font-variant-numeric: tabular-nums; }
caption { text-align: left; color: var(--quiet); padding-bottom: .25rem; }
th, td { padding: .3rem .5rem; border-bottom: 1px solid var(--rule); text-align: left; vertical-align: top; }
thead th { background: var(--band); white-space: nowrap; }
tbody th { font-weight: 600; white-space: nowrap; }
.number, thead .number { text-align: right; white-space: nowrap; }
.verdict { white-space: nowrap; }
.wide { min-width: 11rem; }
.pass { color: var(--good); } .fail { color: var(--bad); font-weight: 600; } .implied, .not-tried { color: var(--quiet); } .variant-original { color: var(--warn); }
.size { display: block; height: .5rem; margin-top: .2rem; border: 1px solid var(--line); background: var(--gone); print-color-adjust: exact; }
.size span { display: block; height: 100%; background: var(--link); }
pre { background: var(--band); padding: .6rem .8rem; white-space: pre-wrap; overflow-wrap: anywhere; margin: .25rem 0; }
summary { cursor: pointer; padding: .25rem 0; }
.filter { border: 0; padding: 0; margin: 0 0 .5rem; display: flex; flex-wrap: wrap; gap: .25rem 1rem; }
.filter legend { float: left; margin-right: 1rem; color: var(--quiet); }
@media print { .filter { display: none; } }
section:has(#only-original:checked) tr.slim, section:has(#only-blamed:checked) tr.unblamed { display: none; }
details.image { border-bottom: 1px solid var(--rule); padding: .25rem 0; }
svg.graph { display: block; font: 13px system-ui, sans-serif; text-anchor: middle; max-width: none; }
svg .box rect { fill: var(--band); stroke: var(--good); stroke-width: 2; }
svg .box.original rect { stroke: var(--warn); stroke-dasharray: 6 3; }
svg .box text { fill: var(--quiet); font-size: 11px; }
svg .box .name { fill: var(--ink); font-weight: 600; font-size: 13px; }
svg .box:focus-visible { outline: none; } svg .box:focus-visible rect, svg .box:hover rect { stroke: var(--link); stroke-width: 4; }
.edge { fill: none; stroke: var(--line); stroke-width: 1.5; }
.edge.observed { stroke: var(--warn); stroke-dasharray: 5 4; } .edge.both { stroke: var(--link); stroke-width: 2.5; }
.edge:hover { stroke-width: 4; }
#tip path { fill: var(--line); }
.key { display: inline-block; width: 1.1rem; height: .8rem; border: 2px solid var(--good); border-radius: .3rem; vertical-align: middle; print-color-adjust: exact; }
.key.original { border: 2px dashed var(--warn); border-radius: 0; }
.maps { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 30rem), 1fr)); gap: 1rem; }
.map { position: relative; border: 0; margin: .5rem 0 1rem; padding: var(--high) 0 0; min-width: 0; --top: 1.8rem; margin-top: calc(.5rem + var(--top)); }
.map legend { position: absolute; top: calc(-1 * var(--top)); padding: 0; font-weight: 600; }
.map input { position: absolute; top: 0; left: 0; width: 24px; height: 24px; margin: 0; opacity: 0; pointer-events: none; }
.map label { position: absolute; overflow: hidden; font-size: .75rem; line-height: 1.25; cursor: pointer; overflow-wrap: anywhere; box-shadow: inset 0 0 0 1px var(--line);
  background: linear-gradient(to top, var(--kept) var(--stays), var(--gone) var(--stays)); print-color-adjust: exact; }
.map label > * { display: block; padding: 0 .25rem; font-style: normal; } .map label b { padding-top: .1rem; }
.map label b, .map label span { white-space: nowrap; overflow: hidden; text-overflow: ellipsis; }
.map input:checked + label { box-shadow: inset 0 0 0 3px var(--ink); z-index: 1; }
.map input:focus-visible + label { outline: 3px solid var(--link); outline-offset: 1px; z-index: 2; }
.map .said { display: none; background: var(--band); padding: .25rem .75rem; margin-top: .5rem; font-size: .9rem; }
.map .said p { margin: .25rem 0; } .map .said ul { margin: .25rem 0; padding-left: 1.25rem; }
.map input:checked + label + .said { display: block; }
.timeline { list-style: none; padding: 0; }
.timeline > li { border-left: 4px solid var(--good); padding: .1rem 0 .1rem .75rem; margin: .75rem 0; } .timeline > li.fail { border-color: var(--bad); font-weight: inherit; color: inherit; } .timeline > li.pass { color: inherit; }
.timeline p { margin: 0; } .timeline ul { margin: 0; padding-left: 1.25rem; }
.bar { display: flex; height: .7rem; margin: .25rem 0; background: var(--band); border: 1px solid var(--rule); print-color-adjust: exact; }
.bar .boot, .key.boot { background: var(--line); } .bar .probes, .key.probes { background: var(--link); } .bar .checks, .key.checks { background: var(--good); } .bar .teardown, .key.teardown { background: var(--rule); }
.key.boot, .key.probes, .key.checks, .key.teardown { border: 0; border-radius: 0; }
.grid { width: auto; } .grid td { text-align: center; padding: .1rem .4rem; } .grid tbody th { padding: .1rem .4rem; }
.grid td.slim { color: var(--link); } .grid td.original { color: var(--quiet); } .grid td.failed { color: var(--bad); font-weight: 700; }
@media (max-width: 40rem) { body { padding: .75rem; } dl { grid-template-columns: 1fr; } dd { margin-bottom: .4rem; } }
@media print {
  body { max-width: none; padding: 0; font-size: 11px; } .scroll { overflow: visible; } nav, .skip { display: none; }
  svg.graph { max-width: 100%; height: auto; } tr, .map, .timeline > li, .said { break-inside: avoid; } h2, h3 { break-after: avoid; }
  tbody th, .number { white-space: normal; }
}
`;
