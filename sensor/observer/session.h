/* One connection: a container's main process, healthcheck or exec, and everything it forks. */
#ifndef STACK_SLIM_SESSION_H
#define STACK_SLIM_SESSION_H

#include <linux/seccomp.h>
#include <stdatomic.h>
#include <stdbool.h>

#include "facts.h"
#include "hello.h"
#include "status.h"

/* Shared by a keeper and its workers, so that a worker's death leaves nothing hanging. */
struct progress {
    atomic_ulong calls;
    atomic_bool in_call;   /* the facts of the current call are not complete */
    atomic_bool own_roots; /* a process may have another root or mount namespace than the container */
    /* The kernel writes the received call here, before anyone can kill the worker over it; id 0: none is waiting for an answer. Last,
       because a newer kernel may write a longer one (the page has room). */
    struct seccomp_notif call;
};

struct session {
    struct hello hello;
    int root;              /* the container's root, from this connection's own gate: replicas and restarts share the service name */
    uint64_t mounts;       /* identity of its mount namespace */
    struct facts facts;
    struct status *status;
    struct progress *progress;
};

/* Serves one accepted connection in this process to the end of the container or of the observer (SIGTERM). Exit status. */
int session_run(int connection, int record_directory, struct status *status);

#endif
