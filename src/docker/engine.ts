import type { Readable } from "node:stream";
import type Docker from "dockerode";
import type { ContainerState, Engine } from "../model/ports.js";
import { containerState } from "./container-state.js";
import { asking, isNotFound } from "./engine-error.js";
import { engineFacts, type RawInfo, type RawVersion } from "./engine-facts.js";
import { containerEvents } from "./events.js";
import { fillVolume, inspectVolume } from "./fill-volume.js";
import { imageInfo } from "./image-info.js";
import { readLogTail } from "./log-tail.js";
import { startObserver } from "./observer.js";
import { openFiles } from "./open-files.js";
import { pushImage } from "./push-image.js";
import { startRelay } from "./relay.js";
import { ignoringDone, removeProject, removeVolume } from "./remove-project.js";
import { runContainer } from "./run-container.js";
import { demultiplex, readBounded } from "./stream-text.js";
import { containersUsage, usage } from "./usage.js";
import { written } from "./written.js";

const logTailLines = 2000;
const maxExecOutput = 64 * 1024;

/** The engine port over dockerode. Source of every call: Docker Engine API 1.41. */
export function createEngine(docker: Docker): Engine {
  const inspectContainer = async (id: string): Promise<ContainerState | undefined> => {
    try {
      return containerState(await docker.getContainer(id).inspect());
    } catch (error) {
      if (isNotFound(error)) return undefined;
      throw error;
    }
  };
  return {
    info: () =>
      asking("describe itself", async () => {
        const [info, version] = await Promise.all([docker.info(), docker.version()]);
        return {
          version: version.Version,
          apiVersion: version.ApiVersion,
          architecture: version.Arch,
          storageDriver: info.Driver,
          securityOptions: info.SecurityOptions ?? [],
          memoryBytes: info.MemTotal,
          cpus: info.NCPU,
          dataFolder: info.DockerRootDir,
        };
      }),
    facts: () =>
      asking("describe itself", async () => {
        const since = Date.now();
        const [info, version] = await Promise.all([docker.info(), docker.version()]);
        return engineFacts(info as RawInfo, version as RawVersion, (since + Date.now()) / 2);
      }),
    inspectImage: (ref) =>
      asking(`inspect image ${ref}`, async () => {
        try {
          return imageInfo(ref, await docker.getImage(ref).inspect());
        } catch (error) {
          if (isNotFound(error)) return undefined;
          throw error;
        }
      }),
    // dockerode's own helper takes one name; the API takes many and then sends the layers they share once.
    saveImages: (refs) =>
      asking("save images", () => {
        const query = refs.map((ref) => `names=${encodeURIComponent(ref)}`).join("&");
        return dial<Readable>(docker, { path: `/images/get?${query}`, method: "GET", isStream: true, statusCodes: { 200: true } });
      }),
    loadImages: (archive) =>
      asking("load an image", async () => {
        const answer = await docker.loadImage(archive, { quiet: true });
        const text = (await readBounded(answer as Readable, maxExecOutput)).toString("utf8");
        const error = /"error":"((?:[^"\\]|\\.)*)"/.exec(text)?.[1];
        if (error !== undefined) throw new Error(error);
      }),
    removeImage: (ref) => ignoringDone(`remove image ${ref}`, () => docker.getImage(ref).remove({ noprune: false })),
    tagImage: (id, ref) =>
      asking(`name an image ${ref}`, async () => {
        const colon = ref.lastIndexOf(":");
        await docker.getImage(id).tag({ repo: ref.slice(0, colon), tag: ref.slice(colon + 1) });
      }),
    pushImage: (ref, signal) => pushImage(docker, ref, signal),
    removeUnnamed: (id) =>
      ignoringDone("remove an image that lost its name", async () => {
        const { RepoTags: names } = await docker.getImage(id).inspect();
        if ((names ?? []).length === 0) await docker.getImage(id).remove({ noprune: false });
      }),
    containersOf: (project) =>
      asking(`list the containers of ${project}`, async () => {
        const listed = await docker.listContainers({ all: true, filters: { label: [`com.docker.compose.project=${project}`] } });
        // What runs beside the project's own, such as a check's container, is no part of a service.
        const own = listed.filter(({ Labels }) => Labels["com.docker.compose.oneoff"] !== "True");
        const states = await Promise.all(own.map(({ Id }) => inspectContainer(Id)));
        return states.filter((state) => state !== undefined);
      }),
    events: (project, signal) => containerEvents(docker, project, signal),
    logs: (id, { maxBytes, sinceMs }) =>
      asking("read a log", async () => {
        const since = sinceMs === undefined ? "" : `&since=${String(sinceMs / 1000)}`;
        const path = `/containers/${id}/logs?stdout=1&stderr=1&tail=${String(logTailLines)}${since}`;
        const statusCodes = { 200: true } as const;
        return readLogTail(await dial<Readable>(docker, { path, method: "GET", isStream: true, statusCodes }), maxBytes);
      }),
    exec: (id, command, { timeoutMs }) => asking("run a command in a container", () => exec(docker, id, command, timeoutMs)),
    inspectVolume: (name) => asking(`inspect volume ${name}`, () => inspectVolume(docker, name)),
    fillVolume: (fill, signal) => asking(`copy volume ${fill.from}`, () => fillVolume(docker, fill, signal)),
    createVolume: (name, labels) =>
      asking(`make volume ${name}`, async () => void (await docker.createVolume({ Name: name, Labels: labels }))),
    removeVolume: (name) => asking(`remove volume ${name}`, () => removeVolume(docker, name)),
    copyFrom: (id, path) =>
      asking(`copy ${path} out of a container`, async () => (await docker.getContainer(id).getArchive({ path })) as Readable),
    startRelay: (options) => asking("reach what a container serves to itself", () => startRelay(docker, options)),
    startObserver: (options) => asking("start the sensor's observer", () => startObserver(docker, options)),
    stopContainer: (id, graceSeconds) =>
      asking("stop a container", async () => {
        await ignoringDone("stop a container", () => docker.getContainer(id).stop({ t: graceSeconds }));
        return containerState(await docker.getContainer(id).inspect());
      }),
    startContainer: (id) => ignoringDone("start a container", () => docker.getContainer(id).start()),
    signalContainer: (id, name) => asking("signal a container", async () => void (await docker.getContainer(id).kill({ signal: name }))),
    removeProject: (project, { unsettled }) => asking(`remove the project ${project}`, () => removeProject(docker, project, unsettled)),
    usage: (ids) => asking("ask what containers use", () => usage(docker, ids)),
    written: (project) => asking(`ask what ${project} has written`, () => written(docker, project)),
    usageOfEach: (ids) => asking("ask what each container uses", () => containersUsage(docker, ids)),
    openFiles: (ids) => openFiles(ids),
    runContainer: (run, signal) => asking(`run the image ${run.image}`, () => runContainer(docker, run, signal)),
    removeContainer: (id) => ignoringDone("remove a container", () => docker.getContainer(id).remove({ force: true, v: true })),
  };
}

type DialOptions = {
  readonly path: string;
  readonly method: string;
  readonly isStream: boolean;
  readonly statusCodes: Record<number, true>;
};

function dial<T>(docker: Docker, options: DialOptions): Promise<T> {
  return new Promise((resolve, reject) => {
    (docker.modem as { dial: (o: DialOptions, done: (error: unknown, answer: unknown) => void) => void }).dial(options, (error, answer) => {
      if (error) reject(error instanceof Error ? error : new Error(String(error)));
      else resolve(answer as T);
    });
  });
}

async function exec(
  docker: Docker,
  id: string,
  command: readonly string[],
  timeoutMs: number,
): Promise<{ exitCode: number; output: string }> {
  const run = await docker.getContainer(id).exec({ Cmd: [...command], AttachStdout: true, AttachStderr: true });
  const stream = await run.start({ hijack: true, stdin: false });
  // The API has no way to end an exec; past the deadline we stop listening and say so.
  const expired = AbortSignal.timeout(timeoutMs);
  const end = (): void => void stream.destroy();
  expired.addEventListener("abort", end, { once: true });
  try {
    const output = demultiplex(await readBounded(stream as unknown as Readable, maxExecOutput));
    const { ExitCode } = await run.inspect();
    return { exitCode: ExitCode ?? 124, output };
  } catch (error) {
    if (expired.aborted) return { exitCode: 124, output: `no end within ${String(timeoutMs)} ms` };
    throw error;
  } finally {
    expired.removeEventListener("abort", end);
  }
}
