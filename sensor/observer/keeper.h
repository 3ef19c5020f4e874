#ifndef STACK_SLIM_KEEPER_H
#define STACK_SLIM_KEEPER_H

#include "session.h"

/* Runs workers for the session, a new one whenever one dies, until one says that it is done or was stopped. Between them the keeper holds
   the listener, so that no call of the container fails. 0, or 1 when it gave up (the container's watched calls then fail with ENOSYS). */
int keeper_run(struct session *session);

/* To be called in a child first: it must not outlive the process that forked it. */
void keeper_die_with(pid_t parent);

#endif
