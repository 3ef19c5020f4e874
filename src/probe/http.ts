import type { Driver } from "./driver.js";
import { passed, tryAgain } from "./driver.js";
import { openHttpSession } from "./http-session.js";

/** Passes when every step does, in order, with cookies and variables kept from one to the next. */
export const httpDriver = {
  kind: "http",
  run: async (probe, context) => {
    await using session = openHttpSession({
      endpoints: context.endpoints,
      target: { service: context.service, port: probe.port },
      scheme: probe.scheme,
      signal: context.signal,
    });
    const said: string[] = [];
    for (const step of probe.steps) {
      const result = await session.run(step);
      if (!result.ok) return tryAgain(result.error);
      said.push(`${step.method} ${step.url} ${result.status}`);
    }
    return passed(said.join(", "));
  },
} satisfies Driver<"http">;
