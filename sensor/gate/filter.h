/* The seccomp filter: which calls the observer hears of, and which the gate refuses. */
#ifndef STACK_SLIM_FILTER_H
#define STACK_SLIM_FILTER_H

#include <linux/filter.h>
#include <stdbool.h>
#include <stddef.h>

enum { FILTER_ROOM = 2048 }; /* instructions; the kernel takes 4096 (BPF_MAXINSNS) */

struct filter_wish {
    bool all;             /* tell of every call that is not an everyday one */
    bool parity;          /* refuse what the engine's default profile allows only because of CAP_SYS_ADMIN */
    bool (*has)(int cap); /* whether the service itself has a capability; only asked with parity */
};

/* Writes the program and gives its length in instructions, 0 when it doesn't fit. */
size_t filter_build(struct sock_filter *code, size_t room, const struct filter_wish *wish);

#endif
