/** Capabilities by number. Source: linux/capability.h. */
const names = (
  "chown dac_override dac_read_search fowner fsetid kill setgid setuid setpcap linux_immutable net_bind_service net_broadcast net_admin net_raw " +
  "ipc_lock ipc_owner sys_module sys_rawio sys_chroot sys_ptrace sys_pacct sys_admin sys_boot sys_nice sys_resource sys_time sys_tty_config mknod " +
  "lease audit_write audit_control setfcap mac_override mac_admin syslog wake_alarm block_suspend audit_read perfmon bpf checkpoint_restore"
).split(" ");

const effectiveFlag = 1;

/**
 * The value of a security.capability attribute as setcap(8) writes it: `cap_net_raw=ep`; the bytes in hex when they are of no known revision.
 * Source: linux/capability.h, struct vfs_ns_cap_data, revisions 1 to 3.
 */
export function capabilityText(value: Buffer): string {
  const revision = value.length >= 4 ? value.readUInt8(3) : 0;
  const words = revision === 1 ? 1 : revision === 2 || revision === 3 ? 2 : 0;
  if (words === 0 || value.length < 4 + 8 * words) return value.toString("hex");
  const isEffective = (value.readUInt32LE(0) & effectiveFlag) !== 0;
  const groups = new Map<string, string[]>();
  for (let number = 0; number < 32 * words; number++) {
    const at = 4 + 8 * (number >> 5);
    const bit = (offset: number): boolean => ((value.readUInt32LE(offset) >>> (number & 31)) & 1) === 1;
    const permitted = bit(at);
    const inheritable = bit(at + 4);
    if (!permitted && !inheritable) continue;
    const flags = `${isEffective ? "e" : ""}${inheritable ? "i" : ""}${permitted ? "p" : ""}`;
    groups.set(flags, [...(groups.get(flags) ?? []), `cap_${names[number] ?? String(number)}`]);
  }
  return [...groups].map(([flags, list]) => `${list.join(",")}=${flags}`).join(" ") || "none";
}
