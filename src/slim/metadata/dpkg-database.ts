import { posix } from "node:path";
import type { ImageIndex } from "../image-index.js";
import { bytesText } from "./byte-lines.js";

export const dpkgDirectory = "/var/lib/dpkg";
export const dpkgInfo = `${dpkgDirectory}/info`;

/** The value of a one-line field of a stanza; "" when it has none. Values are one character a byte (byte-lines.ts). */
export const field = (stanza: string, name: string): string => new RegExp(`^${name}: *(.*)$`, "m").exec(stanza)?.[1]?.trim() ?? "";

/** Stanzas of a status file, without the empty lines between them. */
export const stanzasOf = (text: string): readonly string[] =>
  text.split(/\n{2,}/).flatMap((stanza) => stanza.replace(/^\n+|\n+$/g, "") || []);

/** What a package's files below info may be called, without their ending: with the architecture where several can be installed side by side. */
export function infoNames(stanza: string): readonly string[] {
  const name = field(stanza, "Package");
  return [`${name}:${field(stanza, "Architecture")}`, name];
}

export const infoName = (stanza: string, isThere: (name: string) => boolean): string | undefined => infoNames(stanza).find(isThere);

/** The stanza of a package that was removed but for its configuration, as dpkg itself writes it. `isLeft` says which conffiles stay. */
export function configFilesStanza(stanza: string, isLeft: (path: string) => boolean): string {
  const lines: string[] = [];
  const conffiles: string[] = [];
  let inConffiles = false;
  const status = "Status: deinstall ok config-files";
  for (const line of stanza.split("\n")) {
    if (line.startsWith(" ")) {
      if (!inConffiles) lines.push(line);
      else if (isLeft(line.trim().split(" ")[0] ?? "")) conffiles.push(line);
      continue;
    }
    if (inConffiles && conffiles.length > 0) lines.push("Conffiles:", ...conffiles);
    inConffiles = line.startsWith("Conffiles:");
    if (inConffiles || line.startsWith("Status:") || line.startsWith("Config-Version:")) continue;
    lines.push(line);
    if (line.startsWith("Package:")) lines.push(status);
    if (line.startsWith("Version:")) lines.push(`Config-${line}`);
  }
  if (inConffiles && conffiles.length > 0) lines.push("Conffiles:", ...conffiles);
  return lines.join("\n");
}

/** dpkg-divert: where the file is that a package lists under a path. Source: /var/lib/dpkg/diversions, three lines each: from, to, by whom. */
export function diversionsOf(index: ImageIndex): (path: string, owner: string) => string {
  const lines = bytesText(index, posix.join(dpkgDirectory, "diversions"))?.text.split("\n") ?? [];
  const diverted = new Map<string, { readonly to: string; readonly by: string }>();
  for (let i = 0; i + 2 < lines.length; i += 3) diverted.set(lines[i] ?? "", { to: lines[i + 1] ?? "", by: lines[i + 2] ?? "" });
  return (path, owner) => {
    const diversion = diverted.get(path);
    return diversion === undefined || diversion.by === owner ? path : diversion.to;
  };
}

/** A line of a .md5sums list: the path it is about, absolute; undefined when it is something else. */
export function md5sumsPath(line: string): string | undefined {
  const path = /^[0-9a-f]{32} [ *](.+)$/.exec(line)?.[1];
  return path?.replace(/^\.?\/?/, "/");
}
