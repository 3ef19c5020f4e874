// An engine of its own, with network and mounts of its own, that may be stopped, killed and filled up. Needs root, and dockerd.
import { execFileSync, spawn } from "node:child_process";
import { closeSync, existsSync, mkdirSync, openSync, readFileSync, rmSync, statfsSync, truncateSync, writeSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";

const MiB = 1024 * 1024;

/** Runs this very program again where network and mounts are its own; gives its exit code. */
export function inOwnNamespaces(program, words) {
  const child = spawn("unshare", ["--net", "--mount", process.execPath, program, ...words], { stdio: "inherit" });
  return new Promise((resolve) => child.on("close", (code) => resolve(code ?? 1)));
}

/** `folder`: a new one for all that the engine keeps; `megabytes`: size of its disk. */
export function privateEngine({ folder, megabytes }) {
  const root = join(folder, "root");
  const socket = join(folder, "engine.sock");
  const filling = join(root, "filling");
  const pidFile = join(folder, "engine.pid");
  mkdirSync(root, { recursive: true });
  execFileSync("ip", ["link", "set", "lo", "up"]);
  execFileSync("mount", ["-t", "tmpfs", "-o", `size=${String(megabytes)}m`, "tmpfs", root]);
  const host = `unix://${socket}`;
  const docker = (...words) =>
    execFileSync("docker", ["--host", host, ...words], { encoding: "utf8", stdio: ["ignore", "pipe", "pipe"] }).trim();
  let engine;
  let ended;
  const answers = () => {
    try {
      return docker("version", "--format", "{{.Server.Version}}") !== "";
    } catch {
      return false;
    }
  };
  const start = async () => {
    rmSync(pidFile, { force: true });
    engine = spawn(
      "dockerd",
      ["--data-root", root, "--exec-root", join(folder, "exec"), "--host", host, "--pidfile", pidFile, "--storage-driver", "overlay2"],
      { stdio: ["ignore", "ignore", "pipe"] },
    );
    let log = "";
    engine.stderr.on("data", (text) => (log = (log + text).slice(-4000)));
    ended = new Promise((resolve) => engine.on("close", resolve));
    for (let tries = 0; !answers(); tries++) {
      if (tries > 150 || engine.exitCode !== null) throw new Error(`the private engine did not start:\n${log}`);
      await wait(200);
    }
  };
  const end = async (signal) => {
    engine.kill(signal);
    await ended;
  };
  return {
    host,
    docker,
    start,
    stop: () => end("SIGTERM"),
    kill: async () => {
      await end("SIGKILL");
      // A killed engine leaves its containerd, which the next one would take for its own.
      const pid = join(folder, "exec", "containerd", "containerd.pid");
      if (!existsSync(pid)) return;
      const number = Number(readFileSync(pid, "utf8"));
      process.kill(number, "SIGKILL");
      while (existsSync(`/proc/${String(number)}/exe`)) await wait(50);
      rmSync(pid, { force: true });
    },
    /** Takes all of the disk but so much, while others may be writing too. */
    fill: (leaveMegabytes) => {
      const file = openSync(filling, "w");
      const some = Buffer.alloc(MiB);
      try {
        for (let room = statfsSync(root); room.bavail * room.bsize > leaveMegabytes * MiB; room = statfsSync(root)) writeSync(file, some);
      } catch (error) {
        if (error.code !== "ENOSPC") throw error;
      } finally {
        closeSync(file);
      }
    },
    empty: () => {
      if (existsSync(filling)) truncateSync(filling, 0);
    },
    images: (refs) => {
      const archive = join(folder, "images.tar");
      return {
        save: () => execFileSync("docker", ["save", "--output", archive, ...refs]),
        load: () => {
          docker("load", "--quiet", "--input", archive);
          rmSync(archive);
        },
      };
    },
    remove: async () => {
      if (engine !== undefined && engine.exitCode === null && engine.signalCode === null) await end("SIGTERM");
      execFileSync("umount", ["--lazy", root]);
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
