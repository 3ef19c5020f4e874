import type { TraceFact } from "../model/trace.js";

export type AppArmorOptions = {
  /** Name of the profile: what `apparmor=NAME` says. */
  readonly name: string;
  readonly facts: Iterable<TraceFact>;
  /** Mount points of volumes and tmpfs: what lies below may be written. */
  readonly writable: readonly string[];
  /** Capabilities of the container, in the kernel's words, without CAP_. They are not observed. */
  readonly capabilities: readonly string[];
};

/** Directories whose content belongs to many: of these only the very paths that were written may be. */
const shared = new Set(
  "/ /etc /usr /usr/bin /usr/sbin /usr/lib /usr/local /usr/share /bin /sbin /lib /lib64 /var /var/lib /opt /home /srv".split(" "),
);

/** Kernel files by which a container could reach out of itself. Source: proc(5), sysfs(5), core(5). */
const closed = [
  "deny /proc/sys/kernel/** w,",
  "deny /proc/sysrq-trigger rwklx,",
  "deny /proc/kcore rwklx,",
  "deny /proc/kmem rwklx,",
  "deny /proc/mem rwklx,",
  "deny /sys/firmware/** rwklx,",
  "deny /sys/kernel/security/** rwklx,",
  "deny /sys/fs/cgroup/**/release_agent wklx,",
  "deny mount,",
];

/**
 * An AppArmor profile of what was observed: programs that were started may be, places that were written may be, families of sockets that were
 * used may be. All that the (slim) image holds may be read. It includes no other file. Source: apparmor.d(5).
 */
export function appArmorProfile({ name, facts, writable, capabilities }: AppArmorOptions): string {
  const programs = new Set<string>();
  const written = new Set<string>(writable.map((path) => `${pattern(path)}/{,**}`));
  let usesInet = false;
  for (const { kind, state, path, final } of facts) {
    if (state === "c") usesInet ||= /^inet6?:/.test(path);
    else if (kind === "exec" || kind === "interp") {
      if (state === "f") programs.add(pattern(final));
    } else if (kind === "write" || kind === "change") for (const rule of writes(final)) written.add(rule);
  }
  const rules = [
    "# Observed programs; others don't start.",
    ...[...programs].sort().map((path) => `"${path}" mrix,`),
    "# The image, the kernel's files and what is mounted may be read.",
    '"/{,**}" mr,',
    "# Places that were written, and mount points.",
    ...[...written].sort().map((path) => `"${path}" rwkl,`),
    '"/dev/{null,zero,full,random,urandom,tty,console,ptmx}" rw,',
    '"/dev/{pts,shm,mqueue}/**" rwk,',
    '"/proc/[0-9]*/{comm,oom_score_adj,attr/**,fd/**,fdinfo/**}" rw,',
    '"/proc/[0-9]*/task/**" rw,',
    "# Sockets.",
    "unix,",
    "network unix,",
    "network netlink raw,",
    ...(usesInet ? ["inet", "inet6"].flatMap((family) => [`network ${family} stream,`, `network ${family} dgram,`]) : []),
    "# Capabilities of the container: which of them are used is not observed.",
    ...[...capabilities].sort().map((capability) => `capability ${capability.toLowerCase()},`),
    "signal (receive) peer=unconfined,",
    `signal (send, receive) peer=${name},`,
    `ptrace (trace, read, tracedby, readby) peer=${name},`,
    "umount,",
    ...closed,
  ];
  return [
    `# Made of what stack-slim observed. Load it: apparmor_parser -r FILE; use it: security_opt: ["apparmor=${name}"]`,
    `profile ${name} flags=(attach_disconnected, mediate_deleted) {`,
    ...rules.map((rule) => `  ${rule}`),
    "}",
    "",
  ].join("\n");
}

/** Names of files are often made up: what was written in a directory of the service's own stands for all of that directory. */
function writes(path: string): readonly string[] {
  const folder = path.slice(0, Math.max(path.lastIndexOf("/"), 0)) || "/";
  const isKernels = /^\/(?:proc|sys|dev)(?:\/|$)/.test(path);
  if (isKernels) return [pattern(path).replace(/\/[0-9]+(?=\/|$)/g, "/[0-9]*")];
  return shared.has(folder) ? [pattern(path)] : [`${pattern(folder)}/{,**}`];
}

/** The path as a pattern that matches it: characters that mean something, or could end the line, stand for any one. */
const pattern = (path: string): string => path.replace(/[^A-Za-z0-9/._+:=~-]/gu, "?").replace(/\/+$/, "");
