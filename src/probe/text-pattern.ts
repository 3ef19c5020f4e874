import { StackSlimError } from "../model/errors.js";

/** How a file writes a piece of text to look for: `/regex/flags`, or anything else as it stands. */
export type TextPattern = { readonly text: string } | { readonly regex: RegExp };

const slashed = /^\/(.+)\/([dimsuv]*)$/s;

/** Whether the text begins and ends as a regular expression does; `/catalogue/` does too. */
export const isRegex = (written: string): boolean => slashed.test(written);

/** Throws StackSlimError `config.regex` for a `/…/` that is no regular expression. */
export const parseTextPattern = (written: string): TextPattern => {
  const match = slashed.exec(written);
  return match === null ? { text: written } : { regex: parseRegex(match[1] ?? "", match[2] ?? "", written) };
};

/** As a file would write it. */
export const showPattern = (pattern: TextPattern): string => ("regex" in pattern ? String(pattern.regex) : pattern.text);

/** A regular expression written with or without its slashes. */
export const parseBareRegex = (written: string): RegExp => {
  const pattern = parseTextPattern(written);
  return "regex" in pattern ? pattern.regex : parseRegex(written, "", written);
};

const parseRegex = (source: string, flags: string, written: string): RegExp => {
  try {
    return new RegExp(source, flags);
  } catch (cause) {
    throw new StackSlimError(
      `${JSON.stringify(written)} is not a regular expression: ${cause instanceof Error ? cause.message : String(cause)}`,
      {
        code: "config.regex",
        exitCode: 2,
        hint: "mend it, or leave the slashes out to look for the text as it stands",
        cause,
      },
    );
  }
};

/** Whether the text has the pattern somewhere. */
export const occursIn = (pattern: TextPattern, text: string): boolean =>
  "regex" in pattern ? pattern.regex.test(text) : text.includes(pattern.text);

/** Whether the text is the pattern's text, or the regular expression occurs in it. */
export const holdsFor = (pattern: TextPattern, text: string): boolean =>
  "regex" in pattern ? pattern.regex.test(text) : text === pattern.text;

/** For a message: the begin of a text on one line, quoted. */
export const preview = (text: string, length = 120): string => {
  const line = text
    .slice(0, length * 4)
    .replaceAll(/[\s\p{Cc}\ufffd]+/gu, " ")
    .trim();
  return JSON.stringify(line.length > length ? `${line.slice(0, length)}…` : line);
};
