import type { DockerArchive } from "./docker-archive.js";
import { programImage } from "./program-image.js";

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
export const sensorImage = ({ gate, observer, ref, architecture }: SensorImageOptions): DockerArchive =>
  programImage({
    ...{ ref, architecture, directories, createdBy: "stack-slim: sensor" },
    programs: [
      { path: ".stack-slim/gate", content: gate, pax: new Map([["SCHILY.xattr.security.capability", gateCapability()]]) },
      { path: "observer", content: observer },
    ],
  });
