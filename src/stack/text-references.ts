import { bareReferences, plainReferences, references, type HostReference } from "./host-references.js";
import { isHostLike, isImageLike } from "./host-like.js";
import type { Hosts } from "./service-hosts.js";

/** A reference and what a reader checks it by. */
export type TextReference = HostReference & { readonly detail: string };

/**
 * Services named in environment variables. A value that is only a service's name counts when the variable's name is host-like (see
 * isHostLike); `host:port` and URLs count always, except in variables that hold an image or a version. Values with options in them
 * (JAVA_OPTS=-Ddb.host=db) are read as arguments too. A host without a port gets it from the variable beside it: DB_HOST, DB_PORT.
 */
export function environmentReferences(environment: Readonly<Record<string, string | null>>, hosts: Hosts): readonly TextReference[] {
  return Object.entries(environment).flatMap(([name, value]) => {
    if (value === null || value === "" || isImageLike(name)) return [];
    const bare = isHostLike(name) ? bareReferences(value, hosts) : [];
    const options = value.includes("-") ? argumentReferences([value], hosts) : [];
    return [...plainReferences(value, hosts), ...bare, ...options].map(({ service, port = siblingPort(environment, name) }) => ({
      service,
      detail: name,
      ...(port === undefined ? {} : { port }),
    }));
  });
}

function siblingPort(environment: Readonly<Record<string, string | null>>, name: string): number | undefined {
  const sibling = name.replace(/(HOST_?NAME|HOST|ADDRESS|ADDR|SERVER)$/i, "PORT");
  const value = sibling === name ? undefined : environment[sibling];
  return typeof value === "string" && /^\d{1,5}$/.test(value) ? Number(value) : undefined;
}

/**
 * Services named in a command or an entrypoint: `host:port` and URLs anywhere; a name alone only as the value of a host-like option
 * (`--host db`, `--db.host=db`, `-h db`) or before a port (`nc -z db 5432`). The whole text of `sh -c` is read like that as well.
 */
export function argumentReferences(command: readonly string[], hosts: Hosts): readonly TextReference[] {
  const words = command.flatMap((argument) => argument.split(/[\s;&|()"'`]+/)).filter((word) => word !== "");
  const plain = command.flatMap((argument) =>
    plainReferences(argument, hosts).map((reference) => ({ ...reference, detail: shorten(argument) })),
  );
  const named = words.flatMap((word, at) => {
    const before = words[at - 1] ?? "";
    const after = words[at + 1] ?? "";
    const assigned = /^(-{0,2}[\w.-]+)=(.+)$/.exec(word);
    if (assigned !== null) {
      const [, option = "", value = ""] = assigned;
      return isHostLike(option) ? details(bareReferences(value, hosts), word) : [];
    }
    if (/^(-h|-H)$/.test(before) || (before.startsWith("--") && isHostLike(before)))
      return details(bareReferences(word, hosts), `${before} ${word}`);
    return at > 0 && /^\d{2,5}$/.test(after) ? details(references(hosts, word, Number(after)), `${word} ${after}`) : [];
  });
  return [...plain, ...named];
}

/** Services named in a configuration file, comments left out. A name alone counts only as the value of a host-like key, or in its list. */
export function fileReferences(path: string, text: string, hosts: Hosts): readonly TextReference[] {
  let openKey = "";
  return text.split("\n").flatMap((raw, index) => {
    const line = raw.trim().replace(/\s#.*$/, "");
    if (line === "" || /^(#|\/\/|;|--|<!--)/.test(line)) return [];
    const item = /^- +(?![\w.-]+\s*:\s)(.+)$/.exec(line);
    const pair = /^(?:- +)?["']?([\w.-]+)["']?\s*(?:[:=]\s*|\s+)(.*)$/.exec(line);
    const [key, value] = item === null ? [pair?.[1] ?? "", pair?.[2] ?? ""] : [openKey, item[1] ?? ""];
    if (item === null) openKey = /:$/.test(line) ? line.slice(0, -1).replace(/^- +/, "") : "";
    if (isImageLike(key)) return [];
    const bare = isHostLike(key) && !line.endsWith("{") ? bareReferences(listOrFirst(value), hosts) : [];
    return details([...plainReferences(line, hosts), ...bare], `${path}:${index + 1}`);
  });
}

/** A list as it is; of `server db weight=5;` only the first word, since the rest are parameters. */
const listOrFirst = (value: string): string => (/[,[]/.test(value) ? value : (value.split(/\s/)[0] ?? ""));

const details = (found: readonly HostReference[], detail: string): readonly TextReference[] =>
  found.map((reference) => ({ ...reference, detail: shorten(detail) }));

const shorten = (text: string): string => (text.length > 80 ? `${text.slice(0, 79)}…` : text);
