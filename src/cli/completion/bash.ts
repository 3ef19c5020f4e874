import type { DescribedCommand } from "../describe-program.js";
import { listServices, offerForArgument, offerForValue, type Offer } from "./what-to-offer.js";

/** A completion script for bash 3.2 and later; it needs nothing else. */
export function bashCompletion(program: DescribedCommand): string {
  const everything = [{ ...program, name: "" }, ...program.commands];
  const names = program.commands.map(({ name }) => name);
  const valued = everything.flatMap(({ name, options }) =>
    options.flatMap((option) =>
      option.value === undefined ? [] : [{ pattern: patternOf(name, option.names), offer: offerForValue(option) }],
    ),
  );
  const places = program.commands.flatMap(({ name, arguments: taken }) =>
    taken.map((argument, at) => ({
      pattern: argument.variadic ? `'${name} '*` : `'${name} ${String(at)}'`,
      offer: offerForArgument(argument, names),
    })),
  );
  return `# Completion of ${program.name} for bash. To load it: source <(${program.name} completion bash)
_stack_slim_words() { COMPREPLY=($(compgen -W "$1" -- "$cur")); }
_stack_slim_paths() {
  local IFS=$'\\n'
  compopt -o filenames 2>/dev/null
  COMPREPLY=($(compgen "$1" -- "$cur"))
}
_stack_slim_services() { _stack_slim_words "$(${listServices})"; }
_stack_slim() {
  local cur=\${COMP_WORDS[COMP_CWORD]} prev=\${COMP_WORDS[COMP_CWORD-1]} command= place=0 i
  COMPREPLY=()
  # --option=value comes as three words.
  if [ "$cur" = = ]; then cur=; elif [ "$prev" = = ]; then prev=\${COMP_WORDS[COMP_CWORD-2]}; fi
  for ((i = 1; i < COMP_CWORD; i++)); do
    case "$command \${COMP_WORDS[i]}" in
      ${valued.map(({ pattern }) => pattern).join(" | ")})
        if [ "\${COMP_WORDS[i+1]}" = = ]; then i=$((i + 2)); else i=$((i + 1)); fi ;;
      *' -'*) ;;
      *) if [ -z "$command" ]; then command=\${COMP_WORDS[i]}; else place=$((place + 1)); fi ;;
    esac
  done
  case "$command $prev" in
${valued.map(({ pattern, offer }) => `    ${pattern}) ${offering(offer)} ;;`).join("\n")}
  esac
  case "$command $cur" in
${everything.map(({ name, options }) => `    '${name} -'*) _stack_slim_words '${options.map((option) => option.names.at(-1)).join(" ")}'; return ;;`).join("\n")}
  esac
  case "$command $place" in
    ' 0') _stack_slim_words '${names.join(" ")}' ;;
${places.map(({ pattern, offer }) => `    ${pattern}) ${offering(offer)} ;;`).join("\n")}
  esac
}
complete -F _stack_slim ${program.name}
`;
}

const patternOf = (command: string, names: readonly string[]): string => names.map((name) => `'${command} ${name}'`).join(" | ");

function offering(offer: Offer): string {
  switch (offer.kind) {
    case "words":
      return `_stack_slim_words '${offer.words.join(" ")}'; return`;
    case "files":
      return "_stack_slim_paths -f; return";
    case "folders":
      return "_stack_slim_paths -d; return";
    case "services":
      return "_stack_slim_services; return";
    case "nothing":
      return "return";
  }
}
