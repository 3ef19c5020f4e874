/** A reader of digests that knows only these files. */
export const digestsOf =
  (files: readonly string[]) =>
  (path: string): Promise<string> =>
    files.includes(path)
      ? Promise.resolve(`digest of ${path}`)
      : Promise.reject(Object.assign(new Error(`ENOENT: no such file or directory, open '${path}'`), { code: "ENOENT" }));
