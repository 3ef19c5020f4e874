/** Whether a text is one of the patterns, in which `*` stands for anything, slashes included. */
export const matchesAny = (patterns: readonly string[], text: string): boolean => patterns.some((pattern) => regexOf(pattern).test(text));

const regexOf = (pattern: string): RegExp =>
  new RegExp(`^${pattern.replaceAll(/[\\^$.+?()[\]{}|/]/g, "\\$&").replaceAll("*", ".*")}$`, "s");
