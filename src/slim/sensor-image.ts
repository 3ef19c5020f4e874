import { type DockerArchive, dockerArchive } from "./docker-archive.js";
import { padded } from "./tar-header.js";
import { plainHeader } from "./write-header.js";

export type SensorImageOptions = {
  /** The static programs. */
  readonly gate: Buffer;
  readonly observer: Buffer;
  readonly ref: string;
  /** Docker's name of the machine they are built for: amd64, arm64. */
  readonly architecture: string;
};

const capSetpcap = 8;
const capSysAdmin = 21;

/**
 * security.capability as the kernel stores it, revision 2: permitted sets only. The effective bit stays off: with it exec fails with EPERM
 * wherever the bounding set lacks a capability. Source: linux/capability.h, struct vfs_cap_data.
 */
export function gateCapability(): Buffer {
  const value = Buffer.alloc(20);
  value.writeUInt32LE(0x02000000, 0);
  value.writeUInt32LE((1 << capSysAdmin) | (1 << capSetpcap), 4);
  return value;
}

const directories = [".stack-slim", "dev", "proc", "record", "sys", "tmp"];

/**
 * The image of the observer's container: the observer as its entrypoint, and the gate at /.stack-slim/gate with its file capabilities, so that a
 * fresh volume mounted at /.stack-slim is filled with it. The same binaries give the same image id.
 */
export function sensorImage({ gate, observer, ref, architecture }: SensorImageOptions): DockerArchive {
  const epoch = { mtime: 0, mode: 0o755, pax: new Map<string, Buffer>() };
  const parts: Buffer[] = directories.map((name) =>
    plainHeader({ ...epoch, path: `${name}/`, flag: "5", size: 0, mode: name === "tmp" ? 0o1777 : 0o755 }),
  );
  const program = (path: string, content: Buffer, pax: ReadonlyMap<string, Buffer>): void => {
    parts.push(
      plainHeader({ ...epoch, path, flag: "0", size: content.length, pax }),
      content,
      Buffer.alloc(padded(content.length) - content.length),
    );
  };
  program(".stack-slim/gate", gate, new Map([["SCHILY.xattr.security.capability", gateCapability()]]));
  program("observer", observer, new Map());
  parts.push(Buffer.alloc(1024));
  const layer = { bytes: parts.reduce((sum, { length }) => sum + length, 0), chunks: () => parts };
  const configText = (diffIds: readonly string[]): string =>
    JSON.stringify({
      architecture,
      os: "linux",
      created: "1970-01-01T00:00:00Z",
      config: { Entrypoint: ["/observer"] },
      rootfs: { type: "layers", diff_ids: diffIds },
      history: [{ created: "1970-01-01T00:00:00Z", created_by: "stack-slim: sensor" }],
    });
  return dockerArchive([{ ref, layers: [{ plan: () => layer }], configText }]);
}
