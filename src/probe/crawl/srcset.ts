/**
 * The URLs of a `srcset`, each with or without its descriptor. A URL may have commas inside, not at its end.
 * Source: HTML standard, "Parsing a srcset attribute".
 */
export const srcsetUrls = (value: string): readonly string[] => {
  const candidate = /[\s,]*(\S+)\s*/y;
  const descriptor = /(?:\([^)]*\)|[^,(])*(?:,|$)/y;
  const urls: string[] = [];
  for (let at = 0; at < value.length;) {
    candidate.lastIndex = at;
    const match = candidate.exec(value);
    const url = match?.[1];
    if (match === null || url === undefined) break;
    const bare = url.replace(/,+$/, "");
    if (bare !== "") urls.push(bare);
    at = candidate.lastIndex;
    if (bare !== url) continue;
    descriptor.lastIndex = at;
    at = descriptor.exec(value) === null ? value.length : descriptor.lastIndex;
  }
  return urls;
};
