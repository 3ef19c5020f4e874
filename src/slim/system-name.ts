import type { ImageIndex } from "./image-index.js";

/** What an image calls its system (`Debian GNU/Linux 12 (bookworm)`); undefined when it doesn't say. Source: os-release(5). */
export function systemName(index: Pick<ImageIndex, "resolve" | "read">): string | undefined {
  for (const path of ["/etc/os-release", "/usr/lib/os-release"]) {
    const { final } = index.resolve(path);
    const text = final === undefined ? undefined : index.read(final.path, { length: 16384 })?.toString("utf8");
    const [, name] = /^PRETTY_NAME=["']?([^"'\n]{1,200})/m.exec(text ?? "") ?? [];
    if (name !== undefined) return name;
  }
  return undefined;
}
