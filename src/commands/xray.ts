import { printableJson } from "../model/printable.js";
import { StackSlimError } from "../model/errors.js";
import { nearestName } from "../model/nearest-name.js";
import { xray } from "../pipeline/xray-image.js";
import { terminalXray } from "../report/index.js";
import { isImageReference } from "../stack/image-reference.js";
import { loadStack } from "../stack/load.js";
import { openCompose, openEngine } from "../api/engine.js";
import { reportOptions } from "./report-options.js";
import { findSource, type FileFlags } from "./source.js";

export type XrayFlags = FileFlags & { readonly service?: boolean; readonly format: string; readonly top: number };

/** Prints what is inside an image of the engine. `name`: an image, or with --service a service of the stack that the files, or this folder, have. */
export async function xrayCommand(name: string, files: readonly string[], flags: XrayFlags, signal: AbortSignal): Promise<void> {
  const { service = false, format, top } = flags;
  if (!service && (files.length > 0 || (flags.file ?? []).length > 0)) throw noService(name);
  if (!service && !isImage(name)) throw noImageName(name);
  const ref = service ? await imageOf(name, files, flags) : name;
  const found = await xray(await openEngine(), ref, { top, signal });
  const look = { ...reportOptions(process.stdout, process.env), top };
  process.stdout.write(format === "json" ? `${printableJson(found, 2)}\n` : terminalXray(found, look));
}

async function imageOf(service: string, files: readonly string[], flags: FileFlags): Promise<string> {
  const { source } = await findSource(files, flags);
  const { services } = await loadStack(openCompose(), source);
  const image = services.find(({ name }) => name === service)?.image;
  if (image !== undefined) return image;
  const names = services.map(({ name }) => name);
  const near = nearestName(service, names);
  throw new StackSlimError(`${source.files.join(", ")} has no service ${service}.`, {
    code: "xray.no-service",
    exitCode: 2,
    hint: near === undefined ? `Its services: ${names.join(", ")}.` : `Did you mean ${near}?`,
  });
}

/** A name with or without a tag or digest, or an id as the engine writes it, short or whole. */
const isImage = (name: string): boolean => isImageReference(name) || /^(sha256:)?[0-9a-f]{4,64}$/.test(name);

const noImageName = (name: string): StackSlimError =>
  new StackSlimError(`${JSON.stringify(name)} is no name of an image.`, {
    code: "usage.image",
    exitCode: 2,
    hint: "An image is named [HOST[:PORT]/]NAME[:TAG], NAME in lower case, or by its id: `docker image ls` lists both.",
  });

const noService = (name: string): StackSlimError =>
  new StackSlimError("Compose files only go with --service.", {
    code: "usage.xray",
    exitCode: 2,
    hint: `\`stack-slim xray ${name} --service -f FILE\` looks into the image of the service ${name}.`,
  });
