import { spawn } from "node:child_process";
import type { Readable } from "node:stream";

/** Saving and loading through the docker CLI: tests of src/slim do without src/docker. */
export const engine = {
  saveImages: (ids: readonly string[]): Promise<Readable> =>
    Promise.resolve(spawn("docker", ["save", ...ids], { stdio: ["ignore", "pipe", "inherit"] }).stdout),
  loadImages: (archive: Readable): Promise<void> =>
    new Promise((resolve, reject) => {
      const loading = spawn("docker", ["load", "--quiet"], { stdio: ["pipe", "ignore", "inherit"] });
      archive.pipe(loading.stdin);
      loading.on("exit", (code) => {
        if (code === 0) resolve();
        else reject(new Error(`docker load ended with ${String(code)}`));
      });
    }),
};
