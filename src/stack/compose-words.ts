import { dirname } from "node:path";
import type { StackSource } from "../model/stack.js";

/** The command that starts this stack: all that the source says, but for what compose takes by itself. */
export const composeWords = ({ files, projectDirectory, projectName, profiles, envFiles }: StackSource): readonly string[] => [
  "docker",
  "compose",
  ...files.flatMap((file) => ["-f", file]),
  ...envFiles.flatMap((file) => ["--env-file", file]),
  ...profiles.flatMap((profile) => ["--profile", profile]),
  ...(projectName === undefined ? [] : ["-p", projectName]),
  ...(files[0] === undefined || dirname(files[0]) === projectDirectory ? [] : ["--project-directory", projectDirectory]),
  "up",
  "--detach",
];
