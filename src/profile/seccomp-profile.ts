import { callNames, isAbi } from "./call-names.js";
import { everydayCalls } from "./everyday-calls.js";

/** A container engine's seccomp profile. Source: moby, docs of `--security-opt seccomp`; runtime-spec, config-linux.md. */
export type SeccompProfile = {
  readonly defaultAction: "SCMP_ACT_ERRNO";
  readonly archMap: readonly { readonly architecture: string; readonly subArchitectures: readonly string[] }[];
  readonly syscalls: readonly SeccompRule[];
};

export type SeccompRule = {
  readonly names: readonly string[];
  readonly action: "SCMP_ACT_ALLOW" | "SCMP_ACT_ERRNO";
  readonly errnoRet?: number;
  readonly args?: readonly { readonly index: number; readonly value: number; readonly valueTwo?: number; readonly op: string }[];
  readonly comment: string;
};

export type SeccompOptions = {
  /** Calls as the record has them, `ABI:NUMBER`. */
  readonly calls: ReadonlySet<string>;
  /** Whether the service has CAP_SYS_ADMIN of its own, and so may make namespaces. */
  readonly hasSysAdmin: boolean;
};

/** What container runtimes do between installing the filter and starting the program, and what the sensor watches in every program. */
const runtimeCalls = `
  execve open openat openat2 access faccessat faccessat2 stat lstat stat64 lstat64 newfstatat fstatat64 statx statfs statfs64 readlink readlinkat
  chdir sendto socketcall`
  .trim()
  .split(/\s+/);

/** Flags of clone() that make namespaces (CLONE_NEW*). Source: linux/sched.h. */
const namespaceFlags = 0x7e020000;
/** Of personality(): the plain ones, and the question for the present one. Source: linux/personality.h. */
const personalities = [0x0, 0x8, 0x20000, 0x20008, 0xffffffff];
const AF_VSOCK = 40;
const ENOSYS = 38;
/** Calls of newer numbers than this were added to kernels after 5.0; programs ask for them and do without when there are none. */
const firstNewCall = 424;
/** Older ones that C libraries ask for in the same way. */
const askedFor = ["statx", "rseq", "copy_file_range", "getrandom", "memfd_create", "preadv2", "pwritev2"];

/**
 * The profile that lets through what was observed, what every program does and what starts it. The engine's own profile was in force when these calls
 * were observed, and what that one refuses never gets as far as the observer: so this one opens nothing that was closed, given that calls which are
 * open only for some arguments (clone, personality, socket) keep those conditions. `unknown`: observed calls without a name here.
 */
export function seccompProfile({ calls, hasSysAdmin }: SeccompOptions): {
  readonly profile: SeccompProfile;
  readonly observed: readonly string[];
  readonly unknown: readonly string[];
} {
  const { names: observed, unknown } = named(calls);
  const base = new Set([...everydayCalls, ...runtimeCalls]);
  const conditional = new Set(["clone", "clone3", "personality", "socket"]);
  const more = observed.filter((name) => !base.has(name) && !conditional.has(name));
  const allowed = new Set([...base, ...observed, "clone"]);
  const newer = [...callNames("amd64")].filter(([number]) => number >= firstNewCall).map(([, name]) => name);
  const missing = [...new Set([...newer, ...askedFor])].filter((name) => !allowed.has(name)).sort();
  const rules: SeccompRule[] = [
    { names: [...base].sort(), action: "SCMP_ACT_ALLOW", comment: "what every program does, and what starts it" },
    ...(more.length === 0 ? [] : [allow(more, "observed")]),
    hasSysAdmin
      ? allow(["clone"], "processes and threads")
      : {
          ...allow(["clone"], "processes and threads, no namespaces"),
          args: [{ index: 0, value: namespaceFlags, valueTwo: 0, op: "SCMP_CMP_MASKED_EQ" }],
        },
    ...(observed.includes("personality")
      ? personalities.map((value) => ({ ...allow(["personality"], "observed"), args: [{ index: 0, value, op: "SCMP_CMP_EQ" }] }))
      : []),
    ...(observed.includes("socket")
      ? [{ ...allow(["socket"], "observed; none to the machine's hypervisor"), args: [{ index: 0, value: AF_VSOCK, op: "SCMP_CMP_NE" }] }]
      : []),
    ...(hasSysAdmin && observed.includes("clone3") ? [allow(["clone3"], "observed")] : []),
    { names: missing, action: "SCMP_ACT_ERRNO", errnoRet: ENOSYS, comment: "not there: programs that ask for these do without" },
  ];
  return { profile: { defaultAction: "SCMP_ACT_ERRNO", archMap, syscalls: rules }, observed, unknown };
}

const allow = (names: readonly string[], comment: string): SeccompRule => ({ names, action: "SCMP_ACT_ALLOW", comment });

const archMap = [
  { architecture: "SCMP_ARCH_X86_64", subArchitectures: ["SCMP_ARCH_X86", "SCMP_ARCH_X32"] },
  { architecture: "SCMP_ARCH_AARCH64", subArchitectures: ["SCMP_ARCH_ARM"] },
];

function named(calls: ReadonlySet<string>): { readonly names: readonly string[]; readonly unknown: readonly string[] } {
  const names = new Set<string>();
  const unknown: string[] = [];
  for (const call of calls) {
    const [abi = "", number] = call.split(":");
    const name = isAbi(abi) ? callNames(abi).get(Number(number)) : undefined;
    if (name === undefined) unknown.push(call);
    else names.add(name);
  }
  return { names: [...names].sort(), unknown: unknown.sort() };
}
