/* Counters in memory shared by all processes of the observer, and /record/status made from them. */
#ifndef STACK_SLIM_STATUS_H
#define STACK_SLIM_STATUS_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

#include "limits.h"

struct service {
    atomic_int state; /* of this slot: free, being named, named */
    char name[SERVICE_NAME_LIMIT + 1];
    atomic_ulong calls, lost, crashes, hellos;
};

struct status {
    uint64_t started_ns;     /* CLOCK_MONOTONIC */
    atomic_ulong listeners;  /* connections so far */
    atomic_ulong open;       /* of these not ended */
    atomic_ulong gone;       /* calls whose caller was killed or interrupted first */
    atomic_ulong lost;       /* facts lost outside any service */
    atomic_ulong crashes;    /* keepers that died */
    struct service services[SERVICE_LIMIT];
};

/* Shared with every process forked afterwards; NULL with errno. */
struct status *status_create(void);

/* The service's counters, made at its first hello; NULL when the table is full. Safe against other processes. */
struct service *status_service(struct status *status, const char *name);

uint64_t monotonic_ns(void);

/* Replaces DIRECTORY/status as a whole. The line "end clean" is only written for a clean end. 0 or -errno. */
int status_write(struct status *status, int directory, bool clean_end);

#endif
