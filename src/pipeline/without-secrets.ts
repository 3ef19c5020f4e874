import type { Probe } from "../model/config.js";
import type { OwnTraffic } from "../model/web-traffic.js";
import type { Plan } from "../model/plan.js";

const mask = "***";

/** The plan with passwords masked: it is shown, stored and passed on, and needs none of them to be understood. */
export const withoutSecrets = (plan: Plan): Plan => ({
  ...plan,
  services: plan.services.map((service) => ({ ...service, probe: { ...service.probe, probes: service.probe.probes.map(masked) } })),
});

const maskedValues = <T>(values: Readonly<Record<string, T>>): Readonly<Record<string, string>> =>
  Object.fromEntries(Object.keys(values).map((name) => [name, mask]));

/** Headers, bodies and values are masked as a whole: any of them may be a password, and none says what is done. */
function maskedTraffic<T extends OwnTraffic>(traffic: T): T {
  const { auth, login } = traffic;
  return {
    ...traffic,
    headers: maskedValues(traffic.headers),
    ...(auth === undefined
      ? {}
      : { auth: { ...maskedValues(auth), ...(auth.basic === undefined ? {} : { basic: { user: auth.basic.user, password: mask } }) } }),
    login: login.map((step) => ({
      ...step,
      headers: maskedValues(step.headers),
      ...(step.auth === undefined ? {} : { auth: { ...step.auth, password: mask } }),
      ...(step.body === undefined ? {} : { body: { text: mask } }),
    })),
    ...("values" in traffic ? { values: maskedValues(traffic.values) } : {}),
  };
}

function masked(probe: Probe): Probe {
  if (probe.kind === "http") {
    const steps = probe.steps.map((step) => (step.auth === undefined ? step : { ...step, auth: { ...step.auth, password: mask } }));
    return { ...probe, steps };
  }
  if ("login" in probe) return maskedTraffic(probe);
  return "password" in probe && probe.password !== "" ? { ...probe, password: mask } : probe;
}
