import { basename } from "node:path";

/** A program that a container starts: its path as written. */
type Words = readonly string[];

/** Programs that only start another one, and how many words of their own come first (a user, a nice value). */
const starters = new Map([
  ...["tini", "tini-static", "dumb-init", "catatonit", "docker-init", "init", "exec", "nohup", "env", "setsid", "stdbuf", "time"].map(
    (name) => [name, 0] as const,
  ),
  ...["gosu", "su-exec", "setuser", "setuidgid", "s6-setuidgid", "chroot", "timeout"].map((name) => [name, 1] as const),
]);

/**
 * Paths, as written, of the programs that a container starts: the entrypoint up to its first option, and the command's first word, each
 * without what only starts another program (`tini --`, `gosu redis`, `env A=b`), and those in the text of a shell's `-c`.
 */
export function startedPrograms(entrypoint: Words, command: Words): Words {
  const all = [...entrypoint, ...command];
  const skipped = all.length - withoutStarters(all).length;
  const own = entrypoint.slice(skipped);
  const rest = withoutStarters(command.slice(Math.max(0, skipped - entrypoint.length)));
  const firstOption = own.findIndex((word) => word.startsWith("-"));
  const started = firstOption < 0 ? [...own, ...rest.slice(0, 1)] : own.slice(0, firstOption);
  const text = isShell(started.at(-1)) ? shellText([...own, ...rest]) : undefined;
  // A command given as one string, such as `redpanda start`.
  const single = started.map((word) => word.trim().split(/\s/)[0] ?? "");
  return [...all.slice(0, skipped).filter(isStarter), ...single, ...inShell(text ?? "")].filter((word) => word !== "");
}

/** Whether a program is the one a pattern means: its name, or the end of its path where the pattern has one (`kafka/docker/run`). */
export const isProgram = (pattern: string, path: string): boolean =>
  pattern.includes("/") ? path === pattern || path.endsWith(`/${pattern}`) : basename(path) === pattern;

function withoutStarters(words: Words): Words {
  const [first = "", ...rest] = words;
  const ownWords = starters.get(basename(first));
  if (ownWords === undefined) return words;
  let at = 0;
  while (rest[at]?.startsWith("-") === true || (basename(first) === "env" && /^\w+=/.test(rest[at] ?? ""))) {
    at += 1;
    if (rest[at - 1] === "--") break;
  }
  const inner = rest.slice(at + ownWords);
  // `init` by itself is a program like any other.
  return inner.length === 0 ? words : withoutStarters(inner);
}

const isStarter = (word: string): boolean => starters.has(basename(word));
const isShell = (word: string | undefined): boolean => word !== undefined && /(^|\/)(ba|da|a|z|k)?sh$/.test(word);

/** What follows `-c`, also among other letters as in `-ec`. */
const shellText = (words: Words): string | undefined => words.find((_, index) => /^-[a-z]*c$/.test(words[index - 1] ?? ""));

const inShell = (text: string): Words =>
  text.split(/&&|\|\||[;&|\n(){}]/).map((part) => {
    const words = part.trim().split(/\s+/);
    const start = words.findIndex((word) => !/^\w+=/.test(word));
    return start < 0 ? "" : (withoutStarters(words.slice(start))[0] ?? "").replaceAll(/["']/g, "");
  });
