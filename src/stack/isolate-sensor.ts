import type { ComposeHealthcheck, ComposeModel, ComposeService } from "../model/compose-model.js";
import { StackSlimError } from "../model/errors.js";
import type { ImageConfig, ImageInfo } from "../model/image.js";
import { sensorPrivileges } from "./sensor-capabilities.js";

const mountPoint = "/.stack-slim";
const gate = `${mountPoint}/gate`;
const volumeKey = "stack-slim-sensor";

/**
 * An isolated model whose services start under the sensor's gate, health probes included, by which their programs see the same arguments, user,
 * capabilities and files as before. `images` tells what each image would start; a service that isn't in it runs as it is, unseen.
 * `more`: flags of the gate beside those that the service asks for. `volume` is the engine's volume that holds the gate and the observer's socket.
 * @throws StackSlimError `sensor.no-program` (2) when neither image nor file says what a service starts.
 */
export const underSensor = (
  model: ComposeModel,
  images: ReadonlyMap<string, ImageInfo>,
  volume: string,
  more: readonly string[] = [],
): ComposeModel => ({
  ...model,
  services: Object.fromEntries(
    Object.entries(model.services).map(([name, service]) => {
      const image = images.get(name);
      return [name, image === undefined ? service : gated(name, service, image.config, more)];
    }),
  ),
  volumes: { ...model.volumes, [volumeKey]: { name: volume, external: true } },
});

const gated = (name: string, service: ComposeService, image: ImageConfig, more: readonly string[]): ComposeService => {
  const { capAdd, capDrop, flags: own } = sensorPrivileges(service);
  const flags = [...own, ...more];
  const { entrypoint, command } = program(name, service, image);
  const health = gatedHealthcheck(name, service, image, flags);
  return {
    ...service,
    entrypoint: [gate, ...flags, name, "--", ...entrypoint],
    command,
    ...(health === undefined ? {} : { healthcheck: health }),
    ...(capAdd.length > 0 ? { cap_add: capAdd } : {}),
    ...(service.cap_drop === undefined ? {} : { cap_drop: capDrop }),
    volumes: [
      ...(service.volumes ?? []),
      // nocopy: an empty folder of that name in an image must not fill the volume.
      { type: "volume", source: volumeKey, target: mountPoint, read_only: true, volume: { nocopy: true } },
    ],
  };
};

/**
 * What the engine would start. An entrypoint of the file takes the place of the image's and clears its command, except that an empty one leaves the
 * command; an empty command counts as none. Source: moby, daemon/commit.go (merge), seen on engine 20.10.
 */
const program = (
  name: string,
  service: ComposeService,
  image: ImageConfig,
): { entrypoint: readonly string[]; command: readonly string[] } => {
  const own = service.entrypoint?.length === 1 && service.entrypoint[0] === "" ? [] : service.entrypoint;
  const entrypoint = own ?? image.entrypoint;
  const inherits = own === undefined || own === null || own.length === 0;
  const command = service.command && service.command.length > 0 ? service.command : inherits ? image.command : [];
  if (entrypoint.length + command.length > 0) return { entrypoint, command };
  throw new StackSlimError(`service ${name}: neither its image nor the compose file says which program it starts`, {
    code: "sensor.no-program",
    exitCode: 2,
    hint: `Give ${name} a command in the compose file, or its image an ENTRYPOINT or CMD.`,
  });
};

const gatedHealthcheck = (
  name: string,
  service: ComposeService,
  image: ImageConfig,
  flags: readonly string[],
): ComposeHealthcheck | undefined => {
  const own = service.healthcheck;
  if (own?.disable) return undefined;
  // A healthcheck without a test changes the timing of the image's.
  const test = own?.test !== undefined && own.test.length > 0 ? own.test : image.healthcheck;
  const [form, ...rest] = test ?? [];
  if (form !== "CMD" && form !== "CMD-SHELL") return undefined;
  const argv = form === "CMD" ? rest : [...(image.shell ?? ["/bin/sh", "-c"]), ...rest];
  return argv.length === 0 ? undefined : { ...own, test: ["CMD", gate, ...flags, "-k", "health", name, "--", ...argv] };
};
