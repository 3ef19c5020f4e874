import type { HttpStep, Probe } from "../model/config.js";
import type { Plan } from "../model/plan.js";
import { isSecretName } from "../model/secret-names.js";
import type { OwnTraffic } from "../model/web-traffic.js";

const mask = "***";

/** The plan with passwords, credentials and cookies masked: it is shown, stored and passed on, and needs none of them to be understood. */
export const withoutSecrets = (plan: Plan): Plan => ({
  ...plan,
  services: plan.services.map((service) => ({ ...service, probe: { ...service.probe, probes: service.probe.probes.map(masked) } })),
});

function masked(probe: Probe): Probe {
  if ("login" in probe) return maskedTraffic(probe);
  return {
    ...probe,
    ...("steps" in probe ? { steps: probe.steps.map(maskedStep) } : {}),
    ...("headers" in probe ? { headers: maskedValues(probe.headers) as Readonly<Record<string, string>> } : {}),
    ...("metadata" in probe ? { metadata: maskedValues(probe.metadata) as Readonly<Record<string, string>> } : {}),
    ...("auth" in probe && probe.auth !== undefined ? { auth: { ...probe.auth, password: mask } } : {}),
    ...("password" in probe && probe.password !== "" ? { password: mask } : {}),
  };
}

/** Headers, values and the bodies of a login are masked as a whole: any of them may be a password, and none says what is done. */
const maskedTraffic = <T extends OwnTraffic>(traffic: T): T => {
  const { auth, login } = traffic;
  const basic = auth?.basic === undefined ? {} : { basic: { user: auth.basic.user, password: mask } };
  return {
    ...traffic,
    headers: allMasked(traffic.headers),
    ...(auth === undefined ? {} : { auth: { ...allMasked(auth), ...basic } }),
    login: login.map((step) => ({
      ...maskedStep(step),
      headers: allMasked(step.headers),
      ...(step.body === undefined ? {} : { body: { text: mask } }),
    })),
    ...("values" in traffic ? { values: allMasked(traffic.values) } : {}),
  };
};

const allMasked = (values: Readonly<Record<string, unknown>>): Readonly<Record<string, string>> =>
  Object.fromEntries(Object.keys(values).map((name) => [name, mask]));

const maskedStep = (step: HttpStep): HttpStep => ({
  ...step,
  headers: maskedValues(step.headers) as HttpStep["headers"],
  ...(step.auth === undefined ? {} : { auth: { ...step.auth, password: mask } }),
  ...(step.body === undefined ? {} : { body: maskedValues(step.body) as Exclude<HttpStep["body"], undefined> }),
});

/** Texts under secret names, anywhere inside a value; a variable is no secret by itself. */
const maskedValues = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(maskedValues);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, each]: [string, unknown]) => {
      const isSecret = typeof each === "string" && each !== "" && !/^\{\{[^{}]*\}\}$/.test(each) && isSecretName(name);
      return [name, isSecret ? mask : maskedValues(each)];
    }),
  );
};
