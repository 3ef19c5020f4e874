import type Docker from "dockerode";
import type { RelayOptions } from "../model/ports.js";
import { untilLine } from "./observer.js";

/**
 * Starts a relay (sensor/observer/relay.h) in another container's network, with no rights at all. By target, the port at which it is reached there;
 * empty when it did not get ready, and then nothing of it is left.
 */
export async function startRelay(
  docker: Docker,
  { name, image, labels, container: beside, targets }: RelayOptions,
): Promise<ReadonlyMap<string, number>> {
  const container = await docker.createContainer({
    name,
    Image: image,
    Cmd: ["--relay", ...targets],
    Labels: { ...labels },
    HostConfig: {
      NetworkMode: `container:${beside}`,
      ReadonlyRootfs: true,
      CapDrop: ["ALL"],
      SecurityOpt: ["no-new-privileges"],
      RestartPolicy: { Name: "no" },
    },
  });
  const { ready, said } = await untilLine(docker, container, "relay ready");
  if (!ready) {
    await container.remove({ force: true, v: true });
    return new Map();
  }
  return new Map(
    said.flatMap((line) => {
      const [target, port] = line.trim().split(" ");
      return target === undefined || port === undefined ? [] : [[target, Number(port)] as const];
    }),
  );
}
