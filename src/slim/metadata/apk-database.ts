import type { ImageIndex } from "../image-index.js";
import { bytesText } from "./byte-lines.js";

/** Where apk has its database: below /usr/lib since /lib is a link in newer images. */
const places = ["/lib/apk/db/installed", "/usr/lib/apk/db/installed"];

/** The database's text, one character a byte, and its own path; undefined: no apk. */
export function readApkDatabase(index: ImageIndex): { readonly path: string; readonly text: string } | undefined {
  for (const place of places) {
    const found = bytesText(index, place);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** A line of a package's record and, when it belongs to a file (R:, and the Z: and a: that follow it), the file's path, one character a byte. */
export type ApkLine = { readonly text: string; readonly file: string | undefined };

/** Source: apk-tools, the format of the installed database: F: and M: are a directory and its rights, R:, a: and Z: a file, its rights and checksum. */
export function apkLines(record: string): readonly ApkLine[] {
  let folder = "";
  let file: string | undefined;
  return record.split("\n").map((text) => {
    if (text.startsWith("F:")) {
      folder = text.slice(2);
      file = undefined;
    } else if (text.startsWith("R:")) file = `${folder === "" ? "" : `/${folder}`}/${text.slice(2)}`;
    else if (!/^[aZ]:/.test(text)) file = undefined;
    return { text, file };
  });
}

export const apkRecords = (text: string): readonly string[] =>
  text.split(/\n{2,}/).flatMap((record) => record.replace(/^\n+|\n+$/g, "") || []);

/** The value of a one-letter field of a record; "" when it has none. */
export const apkField = (record: string, letter: string): string => new RegExp(`^${letter}:(.*)$`, "m").exec(record)?.[1] ?? "";
