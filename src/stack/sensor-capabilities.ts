import type { ComposeService } from "../model/compose-model.js";

/** Numbers of the two capabilities that the gate works with. Source: linux/capability.h. */
const bits = { SETPCAP: 8, SYS_ADMIN: 21 } as const;
type Needed = keyof typeof bits;

/** What a service has to be given for the gate, and the gate's flags which take it away again before the program starts. */
export type SensorPrivileges = {
  readonly capAdd: readonly string[];
  readonly capDrop: readonly string[];
  readonly flags: readonly string[];
};

/**
 * The gate needs SYS_ADMIN to install its filter and SETPCAP to drop both from the bounding set. Only what the service doesn't have by itself is
 * added, and exactly that is in the mask of `-d`, so the program ends with its own capabilities. Under no-new-privileges the filter needs neither.
 * `-P` answers as Docker's default seccomp profile does without SYS_ADMIN, where that profile is in force.
 */
export const sensorPrivileges = (service: ComposeService): SensorPrivileges => {
  const capAdd = service.cap_add ?? [];
  const capDrop = service.cap_drop ?? [];
  if (hasNoNewPrivileges(service)) return { capAdd, capDrop, flags: ["-n"] };
  if (hasCapability(service, "SYS_ADMIN")) return { capAdd, capDrop, flags: [] };
  const missing = (["SYS_ADMIN", "SETPCAP"] as const).filter((name) => !hasCapability(service, name));
  const mask = missing.reduce((sum, name) => sum + 2 ** bits[name], 0);
  return {
    capAdd: [...capAdd, ...missing],
    // With cap_add ALL the engine still takes away what cap_drop names.
    capDrop: capDrop.filter((name) => !missing.some((needed) => needed === capabilityName(name))),
    flags: ["-d", mask.toString(16), ...(hasDefaultSeccomp(service) ? ["-P"] : [])],
  };
};

/** Whether the service's resulting set has it. Source: moby, oci/caps/utils.go: ALL added, else ALL dropped, else the default set. */
const hasCapability = (service: ComposeService, name: Needed): boolean => {
  if (service.privileged) return true;
  const added = new Set((service.cap_add ?? []).map(capabilityName));
  const dropped = new Set((service.cap_drop ?? []).map(capabilityName));
  if (added.has("ALL")) return !dropped.has(name);
  if (added.has(name)) return true;
  return name === "SETPCAP" && !dropped.has("ALL") && !dropped.has(name);
};

const capabilityName = (name: string): string => name.toUpperCase().replace(/^CAP_/, "");

const hasNoNewPrivileges = (service: ComposeService): boolean =>
  (service.security_opt ?? []).some((option) => /^no-new-privileges(?:[:=]true)?$/i.test(option.trim()));

const hasDefaultSeccomp = (service: ComposeService): boolean =>
  !service.privileged &&
  !(service.security_opt ?? []).some((option) => /^seccomp[:=]/.test(option) && !/^seccomp[:=]builtin$/.test(option));
