const TAGS = ["$map", "$set", "$object"] as const;

const isTagged = (value: object): boolean => TAGS.some((tag) => Object.hasOwn(value, tag));

/** JSON text that keeps Map and Set, which JSON alone turns into `{}`: `{"$map": [[key, value], …]}`, `{"$set": […]}`. */
export const encodeValue = (value: unknown): string =>
  JSON.stringify(value, (_key, part: unknown) => {
    if (part instanceof Map) return { $map: [...(part as ReadonlyMap<unknown, unknown>)] };
    if (part instanceof Set) return { $set: [...(part as ReadonlySet<unknown>)] };
    // An object of the user's that looks like a tag is wrapped, so that it comes back as it was.
    return typeof part === "object" && part !== null && isTagged(part) ? { $object: Object.entries(part) } : part;
  });

/** The value back from `encodeValue`. Throws SyntaxError for text that is not JSON. */
export const decodeValue = (text: string): unknown =>
  JSON.parse(text, (_key, part: unknown) => {
    if (typeof part !== "object" || part === null || Array.isArray(part)) return part;
    const keys = Object.keys(part);
    if (keys.length !== 1) return part;
    const content: unknown = Object.values(part)[0];
    if (!Array.isArray(content)) return part;
    const list = content as readonly unknown[];
    if (keys[0] === "$map") return new Map(list as readonly (readonly [unknown, unknown])[]);
    if (keys[0] === "$set") return new Set(list);
    if (keys[0] === "$object") return Object.fromEntries(list as readonly (readonly [string, unknown])[]);
    return part;
  });
