import { createInterface } from "node:readline";
import { PassThrough, type Readable } from "node:stream";
import type Docker from "dockerode";
import { StackSlimError } from "../model/errors.js";
import type { ObserverOptions } from "../model/ports.js";

const readyWithinMs = 15_000;

/**
 * Starts the observer's container with no more rights than it needs (docs/sensor.md says why each) and waits for its ready line.
 * Resolves to the container's id. @throws StackSlimError exit 3 with the observer's own last words when it does not get ready.
 */
export async function startObserver(docker: Docker, options: ObserverOptions): Promise<string> {
  const container = await docker.createContainer({
    name: options.name,
    Image: options.image,
    Cmd: [...options.command],
    Labels: { ...options.labels },
    HostConfig: {
      PidMode: "host",
      NetworkMode: "none",
      ReadonlyRootfs: true,
      CapDrop: ["ALL"],
      CapAdd: ["SYS_PTRACE", "DAC_READ_SEARCH"],
      SecurityOpt: ["no-new-privileges"],
      Binds: Object.entries(options.volumes).map(([volume, target]) => `${volume}:${target}`),
      RestartPolicy: { Name: "no" },
    },
  });
  const output = await container.attach({ stream: true, stdout: true, stderr: true });
  const text = new PassThrough();
  docker.modem.demuxStream(output, text, text);
  output.on("end", () => text.end());
  await container.start();
  const lines = createInterface({ input: text });
  const seen: string[] = [];
  const expired = setTimeout(() => void lines.close(), readyWithinMs);
  try {
    for await (const line of lines) {
      if (line.trim() === options.readyLine) return container.id;
      seen.push(line);
    }
  } finally {
    clearTimeout(expired);
    // Nothing more is to come of it, and while it is open this process can't end, even when the container can't be removed.
    (output as unknown as Readable).destroy();
  }
  throw new StackSlimError(`the sensor's observer did not get ready: ${seen.slice(-3).join(" | ") || "it said nothing"}`, {
    code: "sensor.not-ready",
    exitCode: 3,
    hint: "The engine must allow `pid: host` and the capabilities SYS_PTRACE and DAC_READ_SEARCH; docs/sensor.md lists what the kernel must offer.",
  });
}
