import { type DockerArchive, dockerArchive } from "./docker-archive.js";
import { padded } from "./tar-header.js";
import { plainHeader } from "./write-header.js";

export type ProgramImageOptions = {
  readonly ref: string;
  /** Docker's name of the machine the programs are built for: amd64, arm64. */
  readonly architecture: string;
  /** Folders without content; tmp is for everybody. */
  readonly directories: readonly string[];
  /** Static ones, with what their header has beside. The last is the image's entrypoint. */
  readonly programs: readonly { readonly path: string; readonly content: Buffer; readonly pax?: ReadonlyMap<string, Buffer> }[];
  readonly createdBy: string;
};

/** An image of one layer with nothing but programs of ours and folders, as an archive to load. The same bytes give the same image id. */
export function programImage({ ref, architecture, directories, programs, createdBy }: ProgramImageOptions): DockerArchive {
  const epoch = { mtime: 0, mode: 0o755, pax: new Map<string, Buffer>() };
  const parts: Buffer[] = directories.map((name) =>
    plainHeader({ ...epoch, path: `${name}/`, flag: "5", size: 0, mode: name === "tmp" ? 0o1777 : 0o755 }),
  );
  for (const { path, content, pax = epoch.pax } of programs) {
    parts.push(
      plainHeader({ ...epoch, path, flag: "0", size: content.length, pax }),
      content,
      Buffer.alloc(padded(content.length) - content.length),
    );
  }
  parts.push(Buffer.alloc(1024));
  const layer = { bytes: parts.reduce((sum, { length }) => sum + length, 0), chunks: () => parts };
  const configText = (diffIds: readonly string[]): string =>
    JSON.stringify({
      architecture,
      os: "linux",
      created: "1970-01-01T00:00:00Z",
      config: { Entrypoint: [`/${programs.at(-1)?.path ?? ""}`] },
      rootfs: { type: "layers", diff_ids: diffIds },
      history: [{ created: "1970-01-01T00:00:00Z", created_by: createdBy }],
    });
  return dockerArchive([{ ref, layers: [{ plan: () => layer }], configText }]);
}
