/* The running sessions: one keeper process each. */
#ifndef STACK_SLIM_SESSIONS_H
#define STACK_SLIM_SESSIONS_H

#include "limits.h"
#include "status.h"
#include <sys/types.h>

struct sessions {
    struct status *status;
    int record;   /* directory */
    int listener; /* -1 when closed */
    int signals;  /* signalfd */
    pid_t keepers[SESSION_LIMIT];
    int count;
};

/* Takes the connection that waits at the listener and starts its keeper. */
void sessions_accept(struct sessions *sessions);

/* Forgets the keepers that ended; one that was killed counts as a crash and a loss. */
void sessions_reap(struct sessions *sessions);

/* Takes no more connections and tells all keepers to end. */
void sessions_stop(struct sessions *sessions);

#endif
