/* Call numbers and audit architectures of the ABIs a process can use on this machine. */
#ifndef STACK_SLIM_ABI_H
#define STACK_SLIM_ABI_H

#include <asm/unistd.h>
#include <linux/audit.h>

/* Calls newer than the headers of the oldest distribution we build on. From number 424 on, every architecture has the same number. */
#define NR_fchmodat2 452
#define NR_setxattrat 463
#define NR_getxattrat 464
#define NR_listxattrat 465
#define NR_removexattrat 466
#define NR_file_getattr 468
#define NR_file_setattr 469

#ifndef __NR_fchmodat2
#define __NR_fchmodat2 NR_fchmodat2
#endif
#ifndef __NR_setxattrat
#define __NR_setxattrat NR_setxattrat
#define __NR_getxattrat NR_getxattrat
#define __NR_listxattrat NR_listxattrat
#define __NR_removexattrat NR_removexattrat
#endif
#ifndef __NR_file_getattr
#define __NR_file_getattr NR_file_getattr
#define __NR_file_setattr NR_file_setattr
#endif

#if defined(__x86_64__)
#define ABI_NATIVE AUDIT_ARCH_X86_64
#define ABI_COMPAT AUDIT_ARCH_I386
#define ABI_X32_BIT 0x40000000u /* asm/unistd.h of the kernel: __X32_SYSCALL_BIT; the same architecture, other numbers */
#include "i386-numbers.h"       /* generated: asm/unistd_32.h with the prefix I386_NR_ */
#ifndef I386_NR_fchmodat2
#define I386_NR_fchmodat2 NR_fchmodat2
#endif
#ifndef I386_NR_setxattrat
#define I386_NR_setxattrat NR_setxattrat
#define I386_NR_getxattrat NR_getxattrat
#define I386_NR_listxattrat NR_listxattrat
#define I386_NR_removexattrat NR_removexattrat
#endif
#ifndef I386_NR_file_getattr
#define I386_NR_file_getattr NR_file_getattr
#define I386_NR_file_setattr NR_file_setattr
#endif
#elif defined(__aarch64__)
#define ABI_NATIVE AUDIT_ARCH_AARCH64
#else
#error "stack-slim's sensor knows amd64 and arm64"
#endif

/* i386 socketcall, argument 0 (linux/net.h) */
#define SOCKETCALL_BIND 2
#define SOCKETCALL_CONNECT 3
#define SOCKETCALL_SENDTO 11

#endif
