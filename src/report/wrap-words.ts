import { clip, textWidth } from "../model/printable.js";

/** Splits a word wider than the line, so that a long path stays readable and copyable in parts. */
const pieces = (word: string, columns: number): readonly string[] => {
  if (textWidth(word) <= columns) return [word];
  const head = clip(word, columns, "") || [...word].slice(0, 1).join("");
  return [head, ...pieces(word.slice(head.length), columns)];
};

/** Lines of at most `columns` columns (2 or more); the text's own lines stay apart. */
export const wrapWords = (text: string, columns: number): readonly string[] =>
  text.split("\n").flatMap((line) => {
    const lines: string[] = [];
    for (const piece of line.split(/ +/).flatMap((word) => pieces(word, columns))) {
      const current = lines.at(-1);
      if (current !== undefined && textWidth(current) + 1 + textWidth(piece) <= columns) lines[lines.length - 1] = `${current} ${piece}`;
      else lines.push(piece);
    }
    return lines;
  });
