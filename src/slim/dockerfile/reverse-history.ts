import { printable, printableLine } from "../../model/printable.js";
import { jsonForm, pair } from "./instruction-text.js";

/** Instructions that a history entry can begin with, as Docker, BuildKit, Podman and Kaniko write them. */
const instruction =
  /^(RUN|COPY|ADD|ENV|LABEL|EXPOSE|VOLUME|WORKDIR|USER|ENTRYPOINT|CMD|SHELL|HEALTHCHECK|STOPSIGNAL|ONBUILD|ARG|MAINTAINER|FROM)\s+([\s\S]*)$/;
const classicNop = /^(?:\/bin\/sh|\/bin\/bash|\/bin\/ash|[^\n]{1,200}?) -c #\(nop\)\s+/;
/** `|N A=1 B=2 ` before a command: build arguments it was run with. */
const buildArguments = /^\|\d+\s+/;

/**
 * What a history entry says of its layer, as lines of a Dockerfile; what is no instruction becomes a comment. Never more than that: whatever an entry
 * holds, it can't add an instruction of its own. Source of the forms: moby, builder/dockerfile (classic); BuildKit, dockerfile2llb.
 */
export function reverseHistory(createdBy: string): readonly string[] {
  const text = printable(createdBy)
    .replace(/\s*# buildkit\s*$/, "")
    .trim();
  if (text === "") return ["# (the history does not say what made this)"];
  if (classicNop.test(text)) return nop(text.replace(classicNop, ""));
  const [, name, rest = ""] = instruction.exec(text) ?? [];
  if (name === "RUN") return run(rest);
  if (name !== undefined) return nop(text);
  // A shell and its flags; tools that build images without a Dockerfile write what they like.
  return buildArguments.test(text) || /^\/\S+\s/.test(text) ? run(text) : comment(text);
}

const comment = (text: string): readonly string[] => [`# ${printableLine(text).replace(/^#\s*/, "")}`];

/** An instruction that runs nothing; its lists stand as Go prints them. */
function nop(text: string): readonly string[] {
  const [, name = "", rest = ""] = instruction.exec(text) ?? [];
  const line = printableLine(rest);
  switch (name) {
    case "":
      return comment(text);
    case "RUN":
      return run(rest);
    case "COPY":
    case "ADD":
      return [`${name} ${copied(line)}`];
    case "ENV":
    case "LABEL":
      return [`${name} ${pairs(line)}`];
    case "CMD":
    case "ENTRYPOINT":
    case "SHELL":
    case "VOLUME":
      return [`${name} ${list(line)}`];
    case "EXPOSE":
      return [
        `EXPOSE ${line
          .replace(/^map\[(.*)\]$/, "$1")
          .replace(/^\[(.*)\]$/, "$1")
          .replaceAll(":{}", "")}`,
      ];
    case "HEALTHCHECK":
      return [`HEALTHCHECK ${health(line)}`];
    case "FROM":
      return comment(text);
    default:
      return [`${name} ${line}`];
  }
}

/** The shell's own words go; each command of a chain gets a line. */
function run(text: string): readonly string[] {
  const [given = ""] = /^\|\d+\s+(?:\S+=\S*\s+)*/.exec(text) ?? [];
  const command = text.slice(given.length).replace(/^\/bin\/sh -c\s+/, "");
  const before = given === "" ? [] : comment(`built with ${given.replace(buildArguments, "").trim()}`);
  if (command.trim() === "") return comment(text);
  if (command.includes("\n")) {
    let end = "EOT";
    while (command.split("\n").includes(end)) end = `${end}_`;
    return [...before, `RUN <<${end}`, ...command.split("\n"), end];
  }
  const lines = command.replace(/\s{2,}/g, " ").split(/ (?=&& |\|\| )/);
  return [...before, ...lines.map((line, at) => `${at === 0 ? "RUN " : "  "}${line}${at < lines.length - 1 ? " \\" : closed(line)}`)];
}

/** A backslash at the end would draw the next line in. */
const closed = (line: string): string => (line.endsWith("\\") ? " " : "");

/** `file:HASH in /x`, `dir:HASH in /x`, `multi:HASH in /x`: the files' own names are not recorded. */
function copied(line: string): string {
  const [, kind, hash, target = ""] = /^(file|dir|multi):([0-9a-f]+) in (.*)$/.exec(line) ?? [];
  return kind === undefined ? ended(line) : ended(`${kind}-${(hash ?? "").slice(0, 12)} ${target.trim()}`);
}

const ended = (line: string): string => line.replace(/\\+$/, "");

/** `A=b c D=e`: the classic builder wrote values without their quotes. */
function pairs(line: string): string {
  const parts = line.split(/\s+(?=[\w.-]+=)/).map((part) => /^([\w.-]+)=(.*)$/.exec(part));
  if (parts.some((part) => part === null)) return ended(line);
  return parts.map((part) => pair(part?.[1] ?? "", unquoted(part?.[2] ?? "")) ?? "").join(" ");
}

const unquoted = (value: string): string => (/^"(?:[^"\\]|\\.)*"$/.test(value) ? value.slice(1, -1).replace(/\\(["\\$])/g, "$1") : value);

/** `["a" "b"]`, `["a","b"]`, `[/bin/sh -c]`. */
function list(line: string): string {
  if (isJsonList(line)) return line;
  const [, inner] = /^\[(.*)\]$/.exec(line) ?? [];
  if (inner === undefined) return ended(line);
  const strings = inner.match(/"(?:[^"\\]|\\.)*"/g);
  if (strings === null) return jsonForm(inner.split(/[\s,]+/).filter((part) => part !== ""));
  const joined = `[${strings.join(", ")}]`;
  return isJsonList(joined) ? joined : jsonForm(strings.map((each) => each.slice(1, -1)));
}

function isJsonList(text: string): boolean {
  try {
    return Array.isArray(JSON.parse(text));
  } catch {
    return false;
  }
}

/** `&{["CMD-SHELL" "test"] "5s" "0s" "0s" '\x00'}`: test, interval, timeout, start period (and start interval since Docker 25), retries. */
function health(line: string): string {
  const [, test = "", rest = ""] = /^&\{\[((?:"(?:[^"\\]|\\.)*"\s*)*)\]\s*(.*)\}$/.exec(line) ?? [];
  const words = (test.match(/"(?:[^"\\]|\\.)*"/g) ?? []).map(goString);
  const [form, ...command] = words;
  if (form === undefined) return ended(line);
  if (form === "NONE") return "NONE";
  const times = (rest.match(/"[^"]*"/g) ?? []).map((time) => time.slice(1, -1));
  const names = times.length > 3 ? ["interval", "timeout", "start-period", "start-interval"] : ["interval", "timeout", "start-period"];
  const flags = names.flatMap((name, at) => (times[at] === undefined || times[at] === "0s" ? [] : [`--${name}=${times[at]}`]));
  const retries = retriesOf(/'(.*)'\s*$/.exec(rest)?.[1] ?? "");
  if (retries > 0) flags.push(`--retries=${String(retries)}`);
  const shown = form === "CMD-SHELL" ? ended(printableLine(command.join(" "))) : jsonForm(command);
  return [...flags, "CMD", shown].join(" ");
}

const goString = (text: string): string => {
  try {
    return JSON.parse(text) as string;
  } catch {
    return text.slice(1, -1);
  }
};

/** Go prints the number as a character: '\x03', '\n', '!'. Printable text has had its backslashes kept. */
function retriesOf(character: string): number {
  const [, hex] = /^\\x([0-9a-f]{2})$/.exec(character) ?? [];
  if (hex !== undefined) return Number.parseInt(hex, 16);
  const named: Readonly<Record<string, number>> = { "\\a": 7, "\\b": 8, "\\t": 9, "\\n": 10, "\\v": 11, "\\f": 12, "\\r": 13 };
  return named[character] ?? (character.length === 1 ? character.charCodeAt(0) : 0);
}
