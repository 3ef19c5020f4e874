import { Argument } from "commander";
import type { DescribedCommand } from "./describe-program.js";
import { describeProgram } from "./describe-program.js";
import type { Declare } from "./declare.js";
import { examples } from "./options.js";

type Script = (program: DescribedCommand) => string;

const scripts: Readonly<Record<string, () => Promise<Script>>> = {
  bash: async () => (await import("./completion/bash.js")).bashCompletion,
  zsh: async () => (await import("./completion/zsh.js")).zshCompletion,
  fish: async () => (await import("./completion/fish.js")).fishCompletion,
};

export const declareCompletion: Declare = ({ subcommand, program }) => {
  subcommand("completion")
    .description("print what completes commands, options, files and services in a shell")
    .addArgument(new Argument("<shell>", "the shell it is for").choices(Object.keys(scripts)))
    .addHelpText(
      "after",
      examples(
        "source <(stack-slim completion bash)                              in ~/.bashrc",
        "source <(stack-slim completion zsh)                               in ~/.zshrc, after compinit",
        "stack-slim completion fish > ~/.config/fish/completions/stack-slim.fish",
      ),
    )
    .action(async (shell: string) => {
      const script = await scripts[shell]?.();
      process.stdout.write(script?.(describeProgram(program)) ?? "");
    });
};
