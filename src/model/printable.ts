/**
 * Text of containers, images and users made safe and measurable for a terminal, an HTML page or an XML file. Control sequences could otherwise
 * rewrite what stands on the screen, and direction marks could make a line read as another. Source: ECMA-48 (CSI, OSC, DCS, two-byte escapes).
 */
const SEQUENCES = new RegExp(
  [
    "(?:\\u001b\\]|\\u009d)[^\\u0007\\u001b\\u009c]*(?:\\u0007|\\u001b\\\\|\\u009c)",
    "(?:\\u001b[PX^_]|[\\u0090\\u0098\\u009e\\u009f])[^\\u001b\\u009c]*(?:\\u001b\\\\|\\u009c)",
    "(?:\\u001b\\[|\\u009b)[0-?]*[ -/]*[@-~]",
    "\\u001b[ -/]*[0-~]",
  ].join("|"),
  "g",
);
const UNSAFE = new RegExp(
  "[\\u0000-\\u0008\\u000b-\\u001f\\u007f-\\u009f\\u200e\\u200f\\u2028-\\u202e\\u2066-\\u2069\\ufeff]|\\p{Surrogate}",
  "gu",
);

const asEscape = (character: string): string => {
  const code = character.codePointAt(0) ?? 0;
  return code < 0x100 ? `\\x${code.toString(16).padStart(2, "0")}` : `\\u${code.toString(16).padStart(4, "0")}`;
};

/** The text without terminal sequences; other control characters as visible escapes; lines stay lines, tabs are two spaces. */
export const printable = (text: string): string =>
  text.replace(SEQUENCES, "").replaceAll("\r\n", "\n").replaceAll("\t", "  ").replace(UNSAFE, asEscape);

/** As `printable`, on one line. */
export const printableLine = (text: string): string =>
  printable(text)
    .replace(/\s*\n\s*/g, " ")
    .trim();

/** JSON in which controls that it allows raw but a terminal obeys (C1, DEL, direction marks) are escapes: the same data to any parser. */
export const printableJson = (value: unknown, indent?: number): string =>
  JSON.stringify(value, null, indent).replace(
    /[\u007f-\u009f\u200e\u200f\u2028-\u202e\u2066-\u2069]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );

const segmenter = new Intl.Segmenter("en", { granularity: "grapheme" });
// Wide: emoji shown as pictures, and the East Asian scripts and full-width forms. Source: Unicode UAX #11.
const WIDE =
  /^[\p{Emoji_Presentation}\p{sc=Han}\p{sc=Hangul}\p{sc=Hiragana}\p{sc=Katakana}\u{1f1e6}-\u{1f1ff}\u3001-\u303e\u30fb\u30fc\uff01-\uff60\uffe0-\uffe6]/u;
const ZERO = /^[\p{Mark}\p{Default_Ignorable_Code_Point}]+$/u;
const PLAIN = /^[\u0020-\u007e]*$/;

const graphemeWidth = (grapheme: string): number => {
  if (PLAIN.test(grapheme)) return 1;
  if (ZERO.test(grapheme)) return 0;
  return WIDE.test(grapheme) || grapheme.includes("\ufe0f") ? 2 : 1;
};

/** Terminal columns of a printable line. */
export const textWidth = (line: string): number => {
  if (PLAIN.test(line)) return line.length;
  let width = 0;
  for (const { segment } of segmenter.segment(line)) width += graphemeWidth(segment);
  return width;
};

/** The line cut to at most `columns`, the last of them the mark of the cut. */
export const clip = (line: string, columns: number, mark = "…"): string => {
  if (textWidth(line) <= columns) return line;
  let kept = "";
  let width = textWidth(mark);
  if (width > columns) return "";
  for (const { segment } of segmenter.segment(line)) {
    width += graphemeWidth(segment);
    if (width > columns) break;
    kept += segment;
  }
  return kept.trimEnd() + mark;
};
