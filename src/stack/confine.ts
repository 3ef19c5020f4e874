import type { ComposeModel, ComposeService } from "../model/compose-model.js";

/** Why a service keeps the seccomp profile that it has; undefined: it can have one of its own observation. */
export const ownConfinement = (service: ComposeService): string | undefined => {
  if (service.privileged) return "it is privileged";
  const own = (service.security_opt ?? []).find((option) => /^seccomp[:=]/.test(option) && !/^seccomp[:=]builtin$/.test(option));
  return own === undefined ? undefined : `the compose file gives it one (${own})`;
};

/** Whether a container of this service has CAP_SYS_ADMIN. Source: moby, oci/caps/utils.go. */
export const hasSysAdmin = (service: ComposeService): boolean => capabilitiesOf(service).includes("SYS_ADMIN");

/** What containers have by default. Source: Docker docs, "Runtime privilege and Linux capabilities". */
const usual =
  "AUDIT_WRITE CHOWN DAC_OVERRIDE FOWNER FSETID KILL MKNOD NET_BIND_SERVICE NET_RAW SETFCAP SETGID SETPCAP SETUID SYS_CHROOT".split(" ");

/** Of cap_add ALL only what this tool gives a name to is listed: the rest is for who writes a profile by hand. */
const all = [
  ...usual,
  ..."AUDIT_CONTROL AUDIT_READ BLOCK_SUSPEND BPF CHECKPOINT_RESTORE DAC_READ_SEARCH IPC_LOCK IPC_OWNER LEASE LINUX_IMMUTABLE MAC_ADMIN MAC_OVERRIDE NET_ADMIN NET_BROADCAST PERFMON SYSLOG SYS_ADMIN SYS_BOOT SYS_MODULE SYS_NICE SYS_PACCT SYS_PTRACE SYS_RAWIO SYS_RESOURCE SYS_TIME SYS_TTY_CONFIG WAKE_ALARM".split(
    " ",
  ),
];

/** The capabilities of a service's containers, sorted, without CAP_. */
export const capabilitiesOf = ({ cap_add = [], cap_drop = [], privileged = false }: ComposeService): readonly string[] => {
  const plain = (names: readonly string[]): readonly string[] => names.map((name) => name.toUpperCase().replace(/^CAP_/, ""));
  const [added, dropped] = [plain(cap_add), plain(cap_drop)];
  const from = privileged || added.includes("ALL") ? all : dropped.includes("ALL") ? [] : usual;
  const kept = from.filter((name) => privileged || !dropped.includes(name));
  return [...new Set([...kept, ...added.filter((name) => name !== "ALL")])].sort();
};

/** The model with each of these services under the seccomp profile of a file. */
export const underSeccomp = (model: ComposeModel, files: ReadonlyMap<string, string>): ComposeModel => ({
  ...model,
  services: Object.fromEntries(
    Object.entries(model.services).map(([name, service]) => {
      const file = files.get(name);
      if (file === undefined) return [name, service];
      const others = (service.security_opt ?? []).filter((option) => !/^seccomp[:=]/.test(option));
      return [name, { ...service, security_opt: [...others, `seccomp:${file}`] }];
    }),
  ),
});

/** A compose file that adds to others the profiles of these services; paths as compose reads them, from the project's directory. */
export const seccompOverride = (files: ReadonlyMap<string, string>): string =>
  [
    "# Written by stack-slim: each service may make the system calls that it was observed to make. Give this file to compose after the slim ones.",
    "services:",
    ...[...files].flatMap(([service, file]) => [
      `  ${JSON.stringify(service)}:`,
      "    security_opt:",
      `      - ${JSON.stringify(`seccomp:${file}`.replaceAll("$", "$$$$"))}`,
    ]),
    "",
  ].join("\n");
