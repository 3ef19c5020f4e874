import { Option } from "commander";
import { applyDefaults } from "../api/apply-options.js";
import type { ApplyFlags } from "../commands/apply.js";
import type { Declare } from "./declare.js";
import { count, examples, positive, withContinueAfter, withCopies, withEmit, withGate, withSource } from "./options.js";

export const declareApply: Declare = ({ subcommand, signal }) => {
  withGate(withCopies(withContinueAfter(withEmit(withSource(subcommand("apply"))), "probe")))
    .description("profile the stack, make slim images, prove the combination, and write compose.slim.yml and the report")
    .option("--max-boots <n>", "how many boots of the stack a run may take, the profile included", count, applyDefaults.maxBoots)
    .option("--max-minutes <n>", "begin no boot of the stack that would probably end later than this after the start", positive)
    .option("--parallel <n>", "how many stacks may run at once; default: what the machine takes by what the profile used", count)
    .addOption(
      new Option("--weigh <what>", "what the search is to keep most of: bytes saved, or slim services")
        .choices(["bytes", "count"])
        .default(applyDefaults.weigh),
    )
    .option("--ready-timeout <seconds>", "how long a service may take to get ready", positive, applyDefaults.readyTimeout)
    .option("--fresh", "recompute everything, whatever the workspace holds")
    .option("--deny-docker-socket", "keep services that mount the engine's socket out of every boot")
    .option("--seccomp", "one more boot: a seccomp profile for each service, of the system calls that it was observed to make")
    .option("--apply-seccomp", "as --seccomp; put them to a trial, and write a compose file that puts them in force")
    .option("--apparmor", "an AppArmor profile for each service, of what it was observed to do")
    .option("--json", "progress as JSON lines, and the report as JSON at the end")
    .option("-q, --quiet", "no progress")
    .addHelpText(
      "after",
      examples(
        "stack-slim apply compose.yml --policy safe -o compose.small.yml",
        "stack-slim apply --continue-after enter                   click through the stack by hand while it is profiled",
        'stack-slim apply --continue-after "exec npm run e2e"      or let a suite do it; BASE_URL_WEB and so on say where',
        "stack-slim apply --continue-after signal                  until kill -USR1",
        "stack-slim apply --emit override --emit kustomize --push registry.example.com/team",
      ),
    )
    .action(async (files: string[], flags: ApplyFlags) => {
      const { applyCommand } = await import("../commands/apply.js");
      process.exitCode = await applyCommand(files, flags, signal);
    });
};
