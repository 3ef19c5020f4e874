import type { DescribedArgument, DescribedOption } from "../describe-program.js";

/** What a shell offers in one place of the command line. */
export type Offer =
  { readonly kind: "words"; readonly words: readonly string[] } | { readonly kind: "files" | "folders" | "services" | "nothing" };

const nothing: Offer = { kind: "nothing" };

/** An option's value, by its choices or by what its placeholder is called. */
export function offerForValue({ value, choices }: DescribedOption): Offer {
  if (choices.length > 0) return { kind: "words", words: choices };
  if (value === "file" || value === "path") return { kind: "files" };
  return value === "folder" ? { kind: "folders" } : nothing;
}

/** An argument, by its choices or its name. `commands`: what `[command]` stands for. */
export function offerForArgument({ name, choices }: DescribedArgument, commands: readonly string[]): Offer {
  if (choices.length > 0) return { kind: "words", words: choices };
  if (name === "command") return { kind: "words", words: commands };
  if (name === "file" || name.endsWith("-file")) return { kind: "files" };
  return name === "service" ? { kind: "services" } : nothing;
}

/** The services of the stack of this folder; compose knows them without an engine. Other words never reach the shell. */
export const listServices = "docker compose config --services 2>/dev/null | grep -E '^[A-Za-z0-9._-]+$'";
