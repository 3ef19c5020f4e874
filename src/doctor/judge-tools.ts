import type { Finding } from "../model/doctor.js";
import { failure, ok } from "./finding.js";

/** The docker command and its compose plugin, by the line each says of itself. Only that they are there counts: a version may be `dev`. */
export const judgeTools = ({ docker, compose }: { readonly docker?: string; readonly compose?: string }): readonly Finding[] => [
  docker === undefined
    ? failure(
        "docker-cli",
        "docker command",
        "it isn't there",
        "Install the Docker CLI (package docker-ce-cli or docker.io), and have it in PATH.",
      )
    : ok("docker-cli", "docker command", docker),
  compose === undefined
    ? failure(
        "compose",
        "docker compose",
        "this docker has no `compose` command",
        "Install Docker Compose v2 as the CLI plugin docker-compose.",
      )
    : ok("compose", "docker compose", compose),
];
