import { execFileSync } from "node:child_process";

/** The docker CLI's answer, trimmed. @throws when it fails, with what it said. */
export const docker = (...words: string[]): string =>
  execFileSync("docker", words, { encoding: "utf8", maxBuffer: 64 * 1024 * 1024, stdio: ["ignore", "pipe", "pipe"] }).trim();

export const list = (...words: string[]): readonly string[] =>
  docker(...words)
    .split("\n")
    .filter((line) => line !== "")
    .sort();

/** What a run of stack-slim has in the engine beside its slim images, each as `kind name`. */
export const leftovers = (runId: string): readonly string[] => {
  const mine = ["--filter", `label=stack-slim.run=${runId}`];
  const found = [
    ...list("ps", "--all", ...mine, "--format", "container {{.Names}}"),
    ...list("network", "ls", ...mine, "--format", "network {{.Name}}"),
    ...list("volume", "ls", ...mine, "--format", "volume {{.Name}}"),
    // The engine itself makes a volume that a container lacks, without a label.
    ...list("volume", "ls", "--filter", `name=stack-slim-${runId}-`, "--filter", "dangling=true", "--format", "volume {{.Name}}"),
  ];
  return [...new Set(found)];
};

/** How many containers were made for compose files in this folder between two times (seconds since 1970). */
export const containersMade = (folder: string, since: number, until: number): number =>
  list(
    ...["events", "--since", String(since), "--until", String(until), "--filter", "event=create", "--filter", "type=container"],
    ...["--filter", `label=com.docker.compose.project.working_dir=${folder}`, "--format", "{{.ID}}"],
  ).length;

/** The id of an image; undefined: there is none of that name. */
export const imageId = (ref: string): string | undefined => {
  try {
    return docker("image", "inspect", "--format", "{{.Id}}", ref);
  } catch {
    return undefined;
  }
};

/** Removes images by name; those that aren't there are none of its business. */
export const removeImages = (refs: readonly string[]): void => {
  for (const ref of refs) if (imageId(ref) !== undefined) docker("image", "rm", "--force", ref);
};
