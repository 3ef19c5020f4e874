/** The page's only style: readable without network, in light and dark, on a phone and on paper. Contrast of text is at least 4.5:1 (WCAG 2.2, 1.4.3) in both. */
export const HTML_STYLE = `
:root { color-scheme: light dark; --ink: #1f2328; --quiet: #59636e; --paper: #ffffff; --band: #f6f8fa; --rule: #d1d9e0; --good: #116329; --bad: #b3151c; --warn: #7d4e00; }
@media (prefers-color-scheme: dark) {
  :root { --ink: #e6edf3; --quiet: #9da7b1; --paper: #0d1117; --band: #161b22; --rule: #3d444d; --good: #57d273; --bad: #ff8a82; --warn: #e3b341; }
}
body { margin: 0 auto; max-width: 76rem; padding: 1.5rem; background: var(--paper); color: var(--ink); font: 15px/1.5 system-ui, sans-serif; }
h1 { font-size: 1.5rem; margin: 0; }
h2 { font-size: 1.15rem; margin: 2rem 0 .5rem; }
h3 { font-size: 1rem; margin: 1rem 0 .25rem; }
dl { display: grid; grid-template-columns: max-content 1fr; gap: .15rem 1rem; }
dt { color: var(--quiet); }
dd { margin: 0; overflow-wrap: anywhere; }
.next { border-left: 4px solid var(--good); padding: .5rem .75rem; background: var(--band); overflow-wrap: anywhere; }
.scroll { overflow-x: auto; }
table { border-collapse: collapse; width: 100%; font-variant-numeric: tabular-nums; }
caption { text-align: left; color: var(--quiet); padding-bottom: .25rem; }
th, td { padding: .3rem .6rem; border-bottom: 1px solid var(--rule); text-align: left; vertical-align: top; }
thead th { background: var(--band); white-space: nowrap; }
tbody th { font-weight: 600; white-space: nowrap; }
.number { text-align: right; white-space: nowrap; }
.verdict { white-space: nowrap; }
.pass { color: var(--good); } .fail { color: var(--bad); font-weight: 600; } .implied, .not-tried { color: var(--quiet); } .original { color: var(--warn); }
pre { background: var(--band); padding: .6rem .8rem; overflow-x: auto; white-space: pre-wrap; overflow-wrap: anywhere; margin: .25rem 0; }
@media print { body { max-width: none; padding: 0; } .scroll { overflow: visible; } }
`;
