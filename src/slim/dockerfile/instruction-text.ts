/**
 * Texts as Dockerfile instructions take them. No quoting reaches over the end of a line, so what has a line break in it can't be said: these give
 * undefined for it. Source: Dockerfile reference, "Escape characters" and "Environment replacement".
 */
export function quoted(text: string): string | undefined {
  if (hasLineBreak(text)) return undefined;
  return `"${text.replace(/["$\\]/g, "\\$&")}"`;
}

/** Quoted only where the bare word would be read otherwise. */
export function word(text: string): string | undefined {
  return /^[\w./:@%+,=-]+$/.test(text) ? text : quoted(text);
}

/** NAME="VALUE" of ENV and LABEL. */
export function pair(name: string, value: string): string | undefined {
  if (name === "" || name.includes("=")) return undefined;
  const key = /^[\w.-]+$/.test(name) ? name : quoted(name);
  const text = quoted(value);
  return key === undefined || text === undefined ? undefined : `${key}=${text}`;
}

/** The JSON form, in which no variables are replaced: any text can be said. Line separators that JSON allows raw are escapes. */
export const jsonForm = (words: readonly string[]): string =>
  `[${words.map((each) => JSON.stringify(each).replace(/[\u007f-\u009f\u2028\u2029]/g, asEscape)).join(", ")}]`;

const asEscape = (character: string): string => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`;

export const hasLineBreak = (text: string): boolean => /[\n\r\0]/.test(text);
