import { inWords, pause } from "./bounded-signal.js";
import type { Driver, Lifecycle, ProbeContext, ProbeOf, ProbeResult } from "./driver.js";
import { giveUp, passed } from "./driver.js";
import { messageOf } from "./explain.js";

const commandMs = 30_000;

/** A program that doesn't know the signal ends by it, at once. */
const surviveMs = 1_000;

/** Passes when the service takes a reload, comes back from a restart, or ends by itself when it is stopped; that it still works, the probes before it say. */
export const lifecycleDriver = {
  kind: "lifecycle",
  run: async (probe, context) => {
    const { lifecycle } = context;
    if (lifecycle === undefined) return giveUp("nothing here can act on the container");
    try {
      return probe.action === "reload" ? await reload(probe, context, lifecycle) : await restart(probe, lifecycle);
    } catch (error) {
      return giveUp(messageOf(error));
    }
  },
} satisfies Driver<"lifecycle">;

const reload = async (
  probe: Extract<ProbeOf<"lifecycle">, { readonly action: "reload" }>,
  context: ProbeContext,
  lifecycle: Lifecycle,
): Promise<ProbeResult> => {
  if ("command" in probe) {
    const { exitCode, output } = await context.exec(probe.command, commandMs);
    if (exitCode !== 0)
      return giveUp(
        `${probe.command.join(" ")}: exit ${exitCode}${output === "" ? "" : `; output ends:\n${output.trimEnd().slice(-1024)}`}`,
      );
  } else await lifecycle.signal(probe.signal);
  await pause(surviveMs, context.signal);
  const how = "command" in probe ? `after ${probe.command.join(" ")}` : `after ${probe.signal}`;
  return (await lifecycle.isRunning()) ? passed(`runs on ${how}`) : giveUp(`ended ${how}`);
};

const restart = async (
  { action, graceMs }: Extract<ProbeOf<"lifecycle">, { readonly action: "restart" | "stop" }>,
  lifecycle: Lifecycle,
): Promise<ProbeResult> => {
  const { killed, ms } = await lifecycle.restart(graceMs);
  if (action === "stop" && killed) return giveUp(`did not end within ${inWords(graceMs)} of being told to stop`);
  return passed(action === "stop" ? `ended in ${inWords(ms)} and started again` : "restarted");
};
