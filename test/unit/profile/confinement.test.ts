import { readFileSync } from "node:fs";
import { Ajv } from "ajv";
import { describe, expect, test } from "vitest";
import type { TraceFact } from "../../../src/model/trace.js";
import { callNames } from "../../../src/profile/call-names.js";
import { everydayCalls } from "../../../src/profile/everyday-calls.js";
import { appArmorProfile, seccompProfile, type SeccompProfile } from "../../../src/profile/index.js";

const root = new URL("../../../", import.meta.url);
const isValid = new Ajv({ strict: true, allowUnionTypes: true }).compile(
  JSON.parse(readFileSync(new URL("schema/seccomp.schema.json", root), "utf8")) as object,
);

/** What a profile says of a call, as libseccomp reads it: the first rule of its name whose conditions hold, else the default. */
function verdict({ syscalls }: SeccompProfile, name: string, argument = 0): string {
  const found = syscalls.find(
    ({ names, args = [] }) =>
      names.includes(name) &&
      args.every(({ op, value, valueTwo }) =>
        op === "SCMP_CMP_MASKED_EQ" ? (argument & value) === valueTwo : op === "SCMP_CMP_NE" ? argument !== value : argument === value,
      ),
  );
  return found === undefined ? "EPERM" : found.action === "SCMP_ACT_ALLOW" ? "allowed" : `errno ${String(found.errnoRet)}`;
}

describe("a seccomp profile", () => {
  const { profile, observed, unknown } = seccompProfile({
    calls: new Set(["amd64:41", "amd64:49", "amd64:135", "amd64:257", "i386:102", "amd64:9999", "other:1"]),
    hasSysAdmin: false,
  });

  test("follows its schema, and names what was observed", () => {
    expect(isValid(profile), JSON.stringify(isValid.errors)).toBe(true);
    expect(observed).toEqual(["bind", "openat", "personality", "socket", "socketcall"]);
    expect(unknown).toEqual(["amd64:9999", "other:1"]);
  });

  test.each<[string, number, string]>([
    ["bind", 0, "allowed"],
    ["read", 0, "allowed"],
    ["execve", 0, "allowed"],
    ["ptrace", 0, "EPERM"],
    ["mount", 0, "EPERM"],
    ["keyctl", 0, "EPERM"],
    ["clone", 0x11, "allowed"],
    ["clone", 0x10000000, "EPERM"],
    ["clone3", 0, "errno 38"],
    ["io_uring_setup", 0, "errno 38"],
    ["socket", 2, "allowed"],
    ["socket", 40, "EPERM"],
    ["personality", 0x20000, "allowed"],
    ["personality", 0x40000, "EPERM"],
  ])("%s with the argument %d: %s", (name, argument, said) => {
    expect(verdict(profile, name, argument)).toBe(said);
  });

  test("of a service that may make namespaces does not forbid it", () => {
    const { profile: wide } = seccompProfile({ calls: new Set(["amd64:435"]), hasSysAdmin: true });
    expect([verdict(wide, "clone", 0x10000000), verdict(wide, "clone3")]).toEqual(["allowed", "allowed"]);
  });

  test("has one rule for each name but those with conditions", () => {
    const plain = profile.syscalls.filter(({ args }) => args === undefined).flatMap(({ names }) => names);
    expect(plain).toEqual([...new Set(plain)]);
  });
});

test("the everyday calls are those that the gate lets pass", () => {
  const inGate = [...readFileSync(new URL("sensor/everyday.def", root), "utf8").matchAll(/^EVERYDAY\((\w+), _\)$/gm)].map(
    ([, name]) => name,
  );
  expect(everydayCalls).toEqual(inGate);
});

test.each([
  ["amd64", 0, "read"],
  ["amd64", 59, "execve"],
  ["amd64", 435, "clone3"],
  ["i386", 102, "socketcall"],
  ["arm64", 221, "execve"],
  ["arm64", 56, "openat"],
  ["arm64", 469, "file_setattr"],
] as const)("on %s call %d is %s", (abi, number, name) => {
  expect(callNames(abi).get(number)).toBe(name);
});

describe("an AppArmor profile", () => {
  const fact = (kind: TraceFact["kind"], state: TraceFact["state"], path: string): TraceFact => ({ at: 0, kind, state, path, final: path });
  const text = appArmorProfile({
    name: "stack-slim-shop-db",
    facts: [
      fact("exec", "f", "/usr/bin/db"),
      fact("exec", "n", "/no/such"),
      fact("write", "f", "/var/lib/db/file-1"),
      fact("write", "n", "/etc/hosts"),
      fact("write", "p", "/proc/17/oom_score_adj"),
      fact("write", "f", '/odd/"\n}\n/x'),
      fact("connect", "c", "inet:10.0.0.1:80"),
    ],
    writable: ["/data"],
    capabilities: ["CHOWN"],
  });

  test.each([
    '  "/usr/bin/db" mrix,',
    '  "/var/lib/db/{,**}" rwkl,',
    '  "/etc/hosts" rwkl,',
    '  "/proc/[0-9]*/oom_score_adj" rwkl,',
    '  "/data/{,**}" rwkl,',
    '  "/odd/????/{,**}" rwkl,',
    "  network inet stream,",
    "  capability chown,",
  ])("says %s", (line) => {
    expect(text.split("\n")).toContain(line);
  });

  test("lets nothing start that was not there", () => {
    expect(text).not.toContain("/no/such");
  });
});
