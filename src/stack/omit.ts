/** The same record without these fields. Compose's records are open, so a rest pattern would lose the types of the fields that stay. */
export const omit = <T extends object, K extends keyof T>(record: T, ...fields: readonly K[]): Omit<T, K> => {
  const out = new Set<PropertyKey>(fields);
  return Object.fromEntries(Object.entries(record).filter(([field]) => !out.has(field))) as Omit<T, K>;
};
