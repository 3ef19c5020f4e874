/**
 * Colours by use, and which stands on which: a test computes every contrast of WCAG 2.2 (1.4.3: text 4.5:1; 1.4.11: graphics 3:1).
 * `kept`, `gone`: what stays of an image's part and what went, under text.
 */
export const palettes = {
  light: {
    ink: "#1f2328",
    quiet: "#59636e",
    paper: "#ffffff",
    band: "#f6f8fa",
    rule: "#d1d9e0",
    line: "#7d8791",
    good: "#116329",
    bad: "#b3151c",
    warn: "#7d4e00",
    link: "#0a53ba",
    kept: "#a9cdf5",
    gone: "#f3e3cf",
  },
  dark: {
    ink: "#e6edf3",
    quiet: "#9da7b1",
    paper: "#0d1117",
    band: "#161b22",
    rule: "#3d444d",
    line: "#7f8994",
    good: "#57d273",
    bad: "#ff8a82",
    warn: "#e3b341",
    link: "#78b7ff",
    kept: "#1d4f86",
    gone: "#3d2f22",
  },
} as const satisfies Readonly<Record<string, Readonly<Record<string, string>>>>;

export type ColourName = keyof (typeof palettes)["light"];

/** Text on what it may stand on. */
export const textPairs: readonly (readonly [text: ColourName, ground: ColourName])[] = (
  ["ink", "quiet", "good", "bad", "warn", "link"] as const
).flatMap((text) => (["paper", "band"] as const).map((ground) => [text, ground] as const));

/** Text on parts of a drawing. */
export const tilePairs: readonly (readonly [text: ColourName, ground: ColourName])[] = [
  ["ink", "kept"],
  ["ink", "gone"],
];

/** Lines and shapes on the page. */
export const graphicPairs: readonly (readonly [graphic: ColourName, ground: ColourName])[] = (
  ["line", "good", "bad", "warn", "link"] as const
).map((graphic) => [graphic, "paper"] as const);

/** The palettes as custom properties of CSS: light, unless the reader's system is dark; light on paper. */
export const paletteCss = `:root { color-scheme: light dark; ${properties(palettes.light)} }
@media screen and (prefers-color-scheme: dark) { :root { ${properties(palettes.dark)} } }`;

function properties(palette: Readonly<Record<string, string>>): string {
  return Object.entries(palette)
    .map(([name, colour]) => `--${name}: ${colour};`)
    .join(" ");
}
