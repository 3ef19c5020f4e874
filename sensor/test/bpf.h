/* A filter in force, as far as a test needs one. */
#ifndef STACK_SLIM_BPF_H
#define STACK_SLIM_BPF_H

#include <linux/filter.h>
#include <linux/seccomp.h>
#include <stddef.h>
#include <stdint.h>

/* What the program returns for the call; checks what the kernel checks when it takes a filter (known instructions, jumps inside). */
uint32_t bpf_run(const struct sock_filter *code, size_t length, const struct seccomp_data *call);

#endif
