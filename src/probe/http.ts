import type { HttpStep } from "../model/config.js";
import type { Driver, ProbeResult } from "./driver.js";
import { passed, tryAgain } from "./driver.js";
import type { HttpSessionOptions } from "./http-session.js";
import { openHttpSession } from "./http-session.js";

/** Passes when every step does, in order, with cookies and variables kept from one to the next. */
export const httpDriver = {
  kind: "http",
  run: (probe, context) => {
    const { endpoints, service, signal, cwd } = context;
    return runSteps(probe.steps, { endpoints, target: { service, port: probe.port }, scheme: probe.scheme, signal, cwd });
  },
} satisfies Driver<"http">;

/** The steps in a session of their own, up to the first that fails. */
export const runSteps = async (steps: readonly HttpStep[], options: HttpSessionOptions): Promise<ProbeResult> => {
  await using session = openHttpSession(options);
  const said: string[] = [];
  for (const step of steps) {
    const result = await session.run(step);
    if (!result.ok) return tryAgain(result.error);
    said.push(`${step.method} ${step.url} ${result.status}`);
  }
  return passed(said.join(", "));
};
