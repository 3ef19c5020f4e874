import type { Driver } from "./driver.js";
import { giveUp, passed, tryAgain } from "./driver.js";
import { describeReach, reach } from "./reach.js";
import { notPublished } from "./not-published.js";

/** Passes when a connection stays open a moment, or the service speaks first. */
export const tcpDriver = {
  kind: "tcp",
  run: async (probe, context) => {
    const address = context.endpoints.address(context.service, probe.port);
    if (address === undefined) return tryAgain(notPublished(context.service, probe.port));
    const found = await reach(address, context.signal);
    const problem = describeReach(found);
    if (problem === undefined) return passed(`port ${probe.port} accepts connections`);
    return (typeof found === "string" ? tryAgain : giveUp)(`port ${probe.port}: ${problem}`);
  },
} satisfies Driver<"tcp">;
