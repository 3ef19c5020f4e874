import { expect, it } from "vitest";
import { folderWith, stackSlim } from "./built-cli.js";

const compose = "name: shop\nservices:\n  web: { image: nginx }\n  worker: { image: nginx }\n";

it.each<[string, readonly string[], 2 | 3, RegExp, RegExp]>([
  ["no engine", ["nginx:latest"], 3, /no Docker engine answers at unix:\/\/\/nonexistent/, /Start the engine/],
  ["no engine for a service's image", ["web", "--service"], 3, /no Docker engine answers/, /Start the engine/],
  ["what is no image's name", ["../x"], 2, /"\.\.\/x" is no name of an image/, /NAME in lower case/],
  ["nothing for a name", [""], 2, /"" is no name of an image/, /docker image ls/],
  ["a compose file for an image", ["nginx", "compose.yml"], 2, /Compose files only go with --service/, /xray nginx --service -f FILE/],
  ["a service that is not in the file", ["wrker", "--service"], 2, /compose\.yml has no service wrker/, /Did you mean worker\?/],
  ["one that is like none", ["database", "-s", "-f", "compose.yml"], 2, /has no service database/, /Its services: web, worker/],
  ["a missing compose file", ["web", "-s", "-f", "other.yml"], 2, /There is no compose file/, /Check the path/],
  ["an unknown format", ["nginx", "--format", "xml"], 2, /Allowed choices are terminal, json/, /help/],
  ["a list of no rows", ["nginx", "--top", "0"], 2, /number above 0/, /help/],
  ["no image", [], 2, /missing required argument 'image'/, /help/],
])("xray refuses %s", async (_, args, code, says, hint) => {
  const { exitCode, stdout, stderr } = await stackSlim(["xray", ...args], { cwd: await folderWith({ "compose.yml": compose }) });
  const [message, mend] = stderr.split("\n");
  expect([exitCode, stdout]).toEqual([code, ""]);
  expect(message).toMatch(says);
  expect(mend).toMatch(hint);
});
